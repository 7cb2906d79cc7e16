"""Why something of a file was lost or refused, as message ids."""

from __future__ import annotations

from lms.errors import gettext_noop

# Lost on the way in
PICTURE = gettext_noop("pictures, sound and video were left out")
TABLE = gettext_noop("a table became running text")
FORMULA = gettext_noop("a formula stands there as it was typed")
LINK = gettext_noop("the address behind a link was left out")
FEEDBACK = gettext_noop("remarks on single options were left out")
GENERAL_FEEDBACK = gettext_noop("remarks for right and wrong answers were left out")
HINTS = gettext_noop("hints were left out")
PARTIAL = gettext_noop("points for half-right options were left out; one option is right")
OTHER_WEIGHTS = gettext_noop("the options had other weights; here every right one counts the same")
WRONG_COSTS = gettext_noop("here a wrong choice takes away as much as a right one gives")
PARTIAL_ANSWERS = gettext_noop("answers that were worth only part of the points were left out")
PATTERNS = gettext_noop("accepted answers with a wildcard (*) were left out")
CASE = gettext_noop("capital letters do not matter here, as they did there")
DISTRACTORS = gettext_noop("partners that belong to nothing were left out")
UNITS = gettext_noop("only the first unit was kept")
CHOICE_GAP = gettext_noop("a list to choose from inside the text became a gap to type in")
NUMBER_GAP = gettext_noop("a number with a tolerance inside the text became a gap that takes only this number")
GAP_WEIGHTS = gettext_noop("the gaps had other weights; here each counts the same")
ORDER_CREDIT = gettext_noop("here a partly right order earns part of the points")
PROCESSING = gettext_noop("its own rules of scoring are not carried out; points are given as is usual here")
MISSING_WORD = gettext_noop("the gap inside the sentence became a line")
FIXED_ORDER = gettext_noop("options are shuffled here")

# Refused on the way in
KIND = gettext_noop("questions of the kind “%(kind)s” cannot be taken in")
NO_KIND = gettext_noop("it is no question, or of a kind that is not known")
OPEN_BRACE = gettext_noop("the bracket { around the answers is not closed, or } stands alone")
NO_NUMBER = gettext_noop("the right number cannot be read")
BAD_WEIGHT = gettext_noop("a weight in percent cannot be read")
NO_ANSWERS = gettext_noop("it has no options and no answer")
BAD_GAP = gettext_noop("a gap inside the text cannot be read")
UNKNOWN_LETTER = gettext_noop("the key names option “%(letter)s”, which is not there.")
MISSING_FILE = gettext_noop("its file “%(name)s” is not in the package")
BAD_XML_FILE = gettext_noop("its file “%(name)s” cannot be read")

# Lost on the way out
CHANGES = gettext_noop("spaces or line breaks would not come back exactly as they are")
ALL_OR_NOTHING_OUT = gettext_noop("other programs give points for part of it; ours reads “all or nothing” back")
WEIGHTS_OUT = gettext_noop("other programs show it as a single choice with weights; ours reads the judgement back")
ORDER_AS_PAIRS = gettext_noop("other programs show the order as pairs to match; ours reads the order back")
ORDER_OUT = gettext_noop("other programs give points only for the whole order")
UNIT_OUT = gettext_noop("other programs do not show the unit; ours reads it back")
RUBRIC_OUT = gettext_noop("other programs show the rubric as a text for graders; ours reads its points back")
LABELS_OUT = gettext_noop("other programs show it as a single choice between your two words; ours reads it back")

# Left out on the way out
CANNOT_HOLD = gettext_noop("this format has no place for questions of this kind")
NO_PLACE_FOR_CASE = gettext_noop("this format has no place for the case that the question hangs on")
DOES_NOT_RETURN = gettext_noop("it could not be read back from this format")

# The whole file
TOO_LARGE = gettext_noop("The file is larger than %(most)s MB. Split it into parts.")
EMPTY = gettext_noop("The file holds no question. Look at the examples below.")
TOO_MANY = gettext_noop("The file holds more than %(most)s questions. Split it into parts.")
NO_TEXT = gettext_noop("The file is no text in UTF-8. Save it as “UTF-8” and try again.")
NO_XML = gettext_noop("The file is no readable XML (line %(line)s).")
NOT_MOODLE = gettext_noop("The file is no Moodle XML: it does not begin with <quiz>.")
XML_ENTITIES = gettext_noop("The file declares entities of its own. It was not read.")
XML_DEEP = gettext_noop("The XML is nested too deeply to be a file of questions.")
NO_ZIP = gettext_noop("The file is no readable archive (zip). Export it again.")
ZIP_MANY = gettext_noop("The archive holds more than %(most)s files. Split it into parts.")
ZIP_LARGE = gettext_noop("Unpacked, the archive would be larger than %(most)s MB. It was not unpacked.")
ZIP_RATIO = gettext_noop("The archive is packed far more tightly than questions can be. It was not unpacked.")
ZIP_PATH = gettext_noop("The archive names a file outside of itself. It was not unpacked.")
ZIP_LINK = gettext_noop("The archive holds a link instead of a file. It was not unpacked.")
ZIP_LOCKED = gettext_noop("The archive is locked with a password. Export it without one.")
ZIP_NESTED = gettext_noop("The archive holds another archive. Unpack it and bring the inner one.")
NO_MANIFEST = gettext_noop("The archive is no QTI package: imsmanifest.xml is missing.")
NO_WORD = gettext_noop("The file is no Word document (.docx). Save it as “Word document” and try again.")
