"""Plain drafts: what ordinary offices write in ordinary words, each way of saying it with several fillings.

The writers of `corpus/` wrote hard cases, sideways and sly, and hardly ever "you were seen on Monday". Here stand such
sentences (`plain/WRITER.discloses.txt`, marked as in the corpus) beside others that use the same words of anyone, of the
business or of the message (`plain/WRITER.safe.txt`). `[slot]` is filled from the lists below; openings and closings are the
same for both.
"""

import glob
import os
import random
import re

HERE = os.path.dirname(os.path.abspath(__file__))
# Fillings of one sentence, and into how many parts a writer's sentences are divided, so that some are held out whole.
EACH, PARTS = 8, 4
SLOT = re.compile(r"\[([A-Za-z0-9]+)\]")
VOWEL = re.compile(r"\b([Aa]) (?=[aeiouAEIO])")

SLOTS = {
    "year": ["2008", "2012", "2015", "2019", "2021", "2023"],
    "num": ["two", "three", "four", "five", "twenty", "ten", "forty"],
    "n": ["12", "38", "41", "85", "120", "240", "312"],
    "nn": ["00", "12", "23", "41", "55", "60", "77"],
    "bp": ["180/110", "165 over 95", "190/120"],
    "time": ["8:15", "9", "2:40", "four", "10:30", "noon"],
    "day": ["Monday", "Tuesday", "Thursday", "Friday", "the 5th", "May 4", "Saturday"],
    "dayago": ["yesterday", "last week", "on Monday", "this morning", "today"],
    "month": ["March", "June", "October", "January", "April"],
    "clin": ["doctor", "dentist", "nurse", "hygienist", "surgeon", "physician assistant", "midwife", "chiropractor", "pharmacist", "optometrist"],
    "clin2": ["nurse", "hygienist", "midwife", "receptionist"],
    "Dr": ["Dr. Lin", "Dr. Okafor", "Dr. Patel", "Dr. Ruiz", "Dr. Hahn", "Dr. Bell"],
    "staff": ["front desk", "manager", "billing team", "office manager", "phone team", "patient advocate"],
    "staff2": ["clerk", "receptionist", "greeter", "coordinator"],
    "biz": ["phone line", "parking lot", "website", "elevator", "waiting room", "sign", "front door", "booking page", "hold music", "heating", "voicemail", "ramp", "coffee machine", "billing page"],
    "kin": ["mother", "father", "husband", "wife", "grandmother", "brother", "dad", "mom", "sister"],
    "kinchild": ["son", "daughter", "little one", "mom", "kids"],
    "Name": ["Max", "Ella", "Tom", "Priya", "Luis", "Hana"],
    "proc": ["root canal", "cleaning", "colonoscopy", "knee replacement", "filling", "extraction", "hip replacement", "facial", "laser treatment", "biopsy", "adjustment", "whitening", "cataract surgery", "steroid injection", "hysterectomy", "sleep study", "wisdom tooth removal", "mole removal", "tummy tuck", "endoscopy", "vasectomy", "eye exam", "physical therapy session", "infusion"],
    "dev": ["crown", "retainer", "bridge", "night guard", "hearing aid", "brace", "cast", "denture", "boot", "pair of glasses", "splint", "implant", "CPAP mask", "set of aligners"],
    "dev2": ["Glasses", "Hearing aids", "Retainers", "Braces", "Contacts", "Dentures"],
    "body": ["knee", "back", "shoulder", "hip", "jaw", "foot", "ear", "neck", "skin", "wrist", "ankle"],
    "bodyadj": ["sore", "swollen", "broken", "stiff"],
    "cond": ["gum disease", "diabetes", "asthma", "arthritis", "eczema", "high blood pressure", "glaucoma", "sleep apnea", "migraine", "scoliosis", "pneumonia", "a hernia", "psoriasis"],
    "illness": ["strep", "flu", "covid", "opioids", "HIV"],
    "symp": ["swelling", "bruise", "bleeding", "rash", "numbness", "soreness", "fever", "cough", "redness", "pain"],
    "med": ["amoxicillin", "insulin", "antibiotics", "Adderall", "Lexapro", "Botox", "ibuprofen", "metformin", "the steroid", "Suboxone", "Ozempic", "blood thinners"],
    "test": ["x-ray", "MRI", "biopsy", "blood work", "ultrasound", "mammogram", "stress test", "drug screen", "hearing test", "Pap test"],
}
OPENINGS = ["", "", "", "", "Thank you for your review.", "Thanks for the feedback.", "Hi [Name],", "We are sorry to read this.", "Thank you!", "Wow, thank you!", "Hello and thank you for writing.", "We hear you."]
CLOSINGS = ["", "", "", "", "", "Please call our manager at 555-01[nn].", "Have a great week!", "Thank you again.", "We take every comment seriously.", "Privacy rules keep us from saying more.", "Our whole team says hi.", "Call us any time."]
INBOUNDS = ["Waited forever.", "Rude staff.", "Great place!", "Never again.", "Love this office", "they are the best", "Overpriced and careless.", "So kind and gentle!", "the phone rings and rings", "Nobody listens.", "Five stars", "ok I guess", "Do not go here", "Amazing team, thank you!"]


def filled(sentence, chance):
    text = SLOT.sub(lambda slot: chance.choice(SLOTS[slot.group(1)]), sentence)
    text = VOWEL.sub(lambda article: article.group(1) + "n ", text)
    return text[:1].upper() + text[1:] if not text.startswith("{{") else text


def drafts():
    """Rows in the shape of the corpus, with the writer they count as."""
    for path in sorted(glob.glob(os.path.join(HERE, "plain", "*.txt"))):
        writer = os.path.basename(path).split(".")[0]
        sentences = open(path, encoding="utf8").read().split("\n")
        for number, sentence in enumerate(line for line in sentences if line):
            chance = random.Random(sentence)
            rows = set()
            for _ in range(EACH if SLOT.search(sentence) else EACH // 2):
                opening, closing = filled(chance.choice(OPENINGS), chance), filled(chance.choice(CLOSINGS), chance)
                inbound = chance.choice(INBOUNDS) if chance.random() < 0.3 else None
                draft = " ".join(part for part in (opening, filled(sentence, chance), closing) if part)
                if chance.random() < 0.08:
                    draft = draft.lower()
                if draft not in rows:
                    rows.add(draft)
                    yield f"{writer}{number % PARTS}", {"d": draft, "in": inbound, "sp": "any"}
