"""The bodies that the demo firm deals with, all invented: companies, other firms, vendors."""

__all__ = ["ADVERSARIES", "CLIENTS", "COUNSEL", "FOREIGN", "LANDED", "VENDORS"]


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Part lines at their bar: what a name is short for, and what is added to it."""
    return tuple((a, b) for a, _, b in (line.partition("|") for line in text.splitlines()))


CLIENTS = _pairs("""\
Tamarack Grain|Cooperative
Wexcombe Capital|Partners LP
Ashgrove Dental|Group PC
Larkfield Logistics|Inc.
Penhallow Robotics|Inc.
Quillmark Publishing|LLC
Ostrander Steelworks|Inc.
Belvarre Hotels|LLC
Thornbury Row|Properties LLC
Northlight Diagnostics|Inc.
Calumet Bend Brewing|LLC
Verdane Bioscience|Inc.
Stonefield Masonry|Co.
Kestrel Point|Software Inc.
Dunmore Cold Storage|LLC
Marrowby Furniture|Works LLC
Ironbark Structural|Engineers PC
Halcombe Veterinary|Partners LLC
Bluestem Solar|Holdings LLC
Fairwater Marine|Supply Co.
Castlemoor Insurance|Agency Inc.
Orchard Lane|Montessori School
Redpine Packaging|Corp.
Silverbirch Senior|Living LLC
Tessaly Analytics|Inc.
Wrenfield Coffee|Roasters LLC
Yarrow Hill|Development LLC
Zellwood Medical|Devices Inc.
Amberline Freight|Inc.
Copperdale Electric|Cooperative
Eastmere Textiles|LLC
Glenhaven Community|Foundation
Juniper Trace|Apartments LLC
Maplecrest Condominium|Association
Rookwood Theatre|Company
Brightwell Audio|Inc.
""")
"""The bodies that are clients, beside those of the seed."""

LANDED = frozenset(
    {
        "Glenhaven Community",
        "Juniper Trace",
        "Maplecrest Condominium",
        "Orchard Lane",
        "Silverbirch Senior",
        "Thornbury Row",
        "Yarrow Hill",
    }
)
"""Clients without a brand to protect."""

FOREIGN = (
    (("Pellworth Instruments", "Ltd"), "GBP", ("14 Tannery Lane", "Bristol", "", "BS1 6QF", "GB")),
    (("Cairnmoor Textiles", "plc"), "GBP", ("3 Ropewalk Yard", "Leeds", "", "LS2 7EW", "GB")),
    (("Kisaragi Optics", "K.K."), "JPY", ("2-8-5 Higashi", "Nagoya", "Aichi", "461-0005", "JP")),
)
"""Clients abroad: name, the currency they are billed in, and where they are."""

ADVERSARIES = _pairs("""\
Contoso|Ltd.
Brackenridge Haulage|Inc.
Vantry Components|LLC
Meridale Contractors|Inc.
Sablewood Distribution|Corp.
Harrowgate Staffing|LLC
Lindenmuth Foods|Inc.
Oxbow Equipment Leasing|LLC
Pinnock Roofing|Co.
Trevanion Systems|Inc.
Westerfold Insurance|Co.
Corvane Media|LLC
""")
"""The bodies that stand on the other side of a dispute."""

COUNSEL = (
    "Dallimore & Stroud LLP",
    "Kettering Vance LLP",
    "Osgood Brandt Tully PC",
    "Rainsford Law Group",
)
VENDORS = (
    "Prairie State Court Reporting LLC",
    "Lakefront Title & Escrow Co.",
    "Brightfile Discovery Services Inc.",
)
