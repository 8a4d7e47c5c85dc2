"""What a bureau looks at through the year: settlement over the insured beds, the dynamic list."""
