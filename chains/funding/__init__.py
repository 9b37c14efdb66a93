"""The Förder-Check: funding rules kept as data, decided for a case in three-valued logic, each
result with its proof.
"""
