"""指尖: the law as data, the ledgers as relations, and verdicts that name their clause."""

__version__ = "0.1.0"
