"""The names of people, places and brands that the demo firm deals with, all invented."""

__all__ = ["EXPERTS", "FAMILIES", "GIVEN", "MARKS", "PLACES", "STREETS"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.splitlines())


GIVEN = _words("""\
Adaeze Alasdair Anneliese Beatriz Bertram Camille Cedric Clementine Corinne Damaris Desmond
Dorothea Edmund Eleanor Emeka Estelle Fabian Felicity Fergus Frances Gideon Greta Harlan Helene
Hugo Imogen Ingrid Isidro Joaquin Josephine Kamala Kenji Lavinia Leopold Lorena Lucinda Malcolm
Marguerite Matteo Mireille Nadia Nathaniel Octavia Odette Oscar Pascal Perpetua Priscilla Quentin
Ramona Reginald Rosalind Rupert Salome Selwyn Sunita Tabitha Thaddeus Ursula Valentin Vivienne
Walter Winifred Yolanda
""")

FAMILIES = _words("""\
Abernethy Achterberg Adomako Ainsley Baptista Barrowman Bellweather Birkeland Bocanegra
Brightwater Callowhill Carrasquillo Castellane Chakrabarti Crowhurst Dabrowski Delacourt Demirci
Drumgold Ekholm Ellsworth Esterhazy Fairbrother Falkner Farquhar Fitzwarren Gallowhill Ganapathy
Gillespie Grimaldi Hargrove Hathersage Holmgren Ibekwe Ingersoll Iwanowski Jankowski Jellicoe
Kaczmarek Kavanagh Kowalczyk Kirkbride Lachance Langridge Lindgren Lockhaven Macready Marchetti
Mbonu Merridew Mirzoyan Nakagawa Northgate Norquist Oduya Okonkwo Olivares Overbeck Papadakis
Pemberton Petrosyan Pilkington Quarles Quintanilla Radcliffe Ramanathan Rosenquist Rutledge
Sandoval Sarkisian Sederholm Silvestri Stavropoulos Szymanski Tallmadge Thackeray Thibodeaux
Torvald Trelawney Underhill Valcourt Vandermeer Venkataraman Villalobos Wainwright Waverley
Wetherby Whitlock Winterbourne Wojcik Yamashiro Yarborough Zaragoza Zielinski Ashdown Copeland
Harkness Lockridge
""")

EXPERTS = (
    "forensic accountant",
    "structural engineer",
    "logistics consultant",
    "appraiser",
    "software engineer",
    "economist",
)

MARKS = _words("""\
AURELLE TRIVANTE NOVASTEM KELPARA SOLVAIRE BRINDLEWAY CASCANT DUOLITH EVENFOLD FERROVIE GLINTWORK
HALCYRA INKSPAN JUNOVIA LUMENTRA MOSSWELL NIMBRAY OAKENDA PERIVALE QUORILLE RIVANTA STRATELLE
TALLOWAY UMBRALIS VERDELOCK WAYMERE ARDENTIS BELLACORE CORVELLE DAYSPIRE ELMSTRAND FROSTINE
GALLENTRA HEXAVANE ISOLUME JASPERINE KINDLEAF LORAVINE MERIDASH NORTHQUILL OPALINE PLOVERA
""")

STREETS = _lines("""\
N Wells St
W Armitage Ave
S Halsted St
N Clybourn Ave
W Fulton St
N Damen Ave
S Michigan Ave
W Diversey Pkwy
E Ohio St
N Ravenswood Ave
W Belmont Ave
S Ashland Ave
N Kedzie Ave
W Lake St
E 53rd St
N Milwaukee Ave
W Cermak Rd
S Canal St
""")

PLACES = (
    ("Chicago", "60610"),
    ("Chicago", "60614"),
    ("Chicago", "60607"),
    ("Chicago", "60622"),
    ("Chicago", "60616"),
    ("Chicago", "60657"),
    ("Evanston", "60201"),
    ("Oak Park", "60302"),
    ("Skokie", "60076"),
    ("Naperville", "60540"),
    ("Elmhurst", "60126"),
    ("Wheaton", "60187"),
    ("Joliet", "60432"),
    ("Aurora", "60505"),
)
"""Where in Illinois people live and do business: city and postal code."""
