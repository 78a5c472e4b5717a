"""Certificates: advice written down so that a program which shares nothing with this one can check it."""
