"""What takes too long for the tests: many random instances against second opinions, spoilt inputs, planted faults, killed runs."""
