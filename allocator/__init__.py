"""Plans the designated institutions of a city's medical insurance: who gets a contract, where, with how many beds."""

__version__ = "0.1.0"
