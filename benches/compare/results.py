"""What was measured: a flat list that can be stored and read again."""

import json


class Results:
    """Measured values with the facts of the machine and the versions."""

    def __init__(self, facts=None, measures=None, missing=None, failed=None):
        self.facts = facts or {}
        self.measures = measures or []
        # Peers that could not be measured, with the reason.
        self.missing = missing or {}
        # Parts that were not measured to their end.
        self.failed = failed or []

    def add(self, part, case, server, unit, *values):
        """Adds values of a case; those of the same case and unit are rounds of one measurement."""
        known = self.find(part, case, server, unit)
        if known is None:
            known = {"part": part, "case": case, "server": server, "unit": unit, "values": []}
            self.measures.append(known)
        known["values"] += values

    def find(self, part, case, server, unit):
        for entry in self.measures:
            if (entry["part"], entry["case"], entry["server"], entry["unit"]) == (part, case, server, unit):
                return entry
        return None

    def values(self, part, case, server, unit):
        """Returns the values of all rounds, or none."""
        entry = self.find(part, case, server, unit)
        return entry["values"] if entry else []

    def cases(self, part):
        """Returns the cases of a part in the order in which they were measured."""
        return list(dict.fromkeys(entry["case"] for entry in self.measures if entry["part"] == part))

    def servers(self, part, case=None):
        """Returns the servers of a part, or of one of its cases."""
        return list(dict.fromkeys(
            entry["server"] for entry in self.measures
            if entry["part"] == part and case in (None, entry["case"])))

    def write(self, file):
        file.write_text(json.dumps(vars(self), ensure_ascii=False, indent=1) + "\n", "utf-8")

    @classmethod
    def read(cls, file):
        return cls(**json.loads(file.read_text("utf-8")))

    def replace(self, other):
        """Takes the cases that another run has measured, and keeps the rest."""
        new = {(entry["part"], entry["case"]) for entry in other.measures}
        self.measures = [entry for entry in self.measures if (entry["part"], entry["case"]) not in new] + other.measures
        self.facts, self.missing = other.facts, self.missing | other.missing
        for peer in {entry["server"] for entry in other.measures} & set(self.missing):
            del self.missing[peer]
        self.failed = other.failed
