"""What a person does without thinking: answers the portal's security question, in English."""
import re

NUMBERS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
           "seventeen eighteen nineteen twenty").split()
SORTS = {
    "is a colour": "green blue yellow red white black brown grey",
    "is an animal": "horse cat dog cow sheep mouse elephant rabbit",
    "can be eaten": "bread cheese soup butter rice honey apple potato",
}
PLACES = {"first": 0, "second": 1, "last": 2}


def answer_question(text):
    """@text is a page's; it may break lines anywhere between words."""
    text = " ".join(text.split())
    if found := re.search(r"What is (\w+) (plus|minus) (\w+)\?", text):
        sign = 1 if found[2] == "plus" else -1
        return NUMBERS[NUMBERS.index(found[1]) + sign * NUMBERS.index(found[3])]
    if found := re.search(r"is the largest: (\w+), (\w+), (\w+)\?", text):
        return str(max(NUMBERS.index(word) for word in found.groups()))
    if found := re.search(r"What is the (first|second|last) of these words: (\w+), (\w+), (\w+)\?", text):
        return found[2 + PLACES[found[1]]]
    if found := re.search(r"Which of these words ([\w ]+): (\w+), (\w+), (\w+)\?", text):
        return next(word for word in found.groups()[1:] if word in SORTS[found[1]].split())
    raise AssertionError(f"there is no question that a person could answer:\n{text}")
