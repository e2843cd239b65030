"""Closed word classes that the rules look up, all in lower case."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The set of the words in `text`."""
    return frozenset(text.split())


PRONOUNS = words("he she they it we i you who")
PERSONAL = words("he she")
OBJECT_PRONOUNS = words("him her them me us himself herself themselves itself")
POSSESSIVES = words("his her their its my our your")
DETERMINERS = POSSESSIVES | words("""
    the a an this that these those some many several one two three four five both all another other no each every
    any most few
    """)
PREPOSITIONS = words("""
    of in on at by for with from to into about against during after before over under between through among within
    without toward towards upon despite since until till like as amid via per near outside inside across behind
    following including ahead alongside beside
    """)
CONJUNCTIONS = words("""
    and but or nor so yet while when because if although though whereas that which where than whether as
    """)
AUXILIARIES = words("""
    has have had having is are was were be been being do does did will would can could may might must should shall
    's 'd 've 'll 're ca wo n't not
    """)
BE = words("is are was were be been being 's 're")
IMAGINING = words("would could can might may must should will not n't never")
ADVERBS = words("""
    also however indeed maybe perhaps moreover furthermore additionally separately specifically later then now once
    often even again still just already ever never always soon thus further instead meanwhile nevertheless too long
    first recently earlier only simply famously repeatedly himself herself themselves itself previously reportedly
    privately publicly all both sometimes quickly flatly
    """)
NOT_ADVERBS = words("""
    family rally ally reply assembly supply july italy bully early daily weekly only
    """)
TIMES = words("""
    monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight january february march
    april june july august september october november december jan feb aug sept oct nov dec jan. feb. aug. sept.
    oct. nov. dec.
    """)
PAST_FORMS = words("""
    beat became bought brought built came chose cut drew drove fell fought gave got held hit kept left let lost made met
    paid put ran sang sat sent sold spoke spent stood struck sued taught threw took went won wore
    """)
COMPOUNDING = words("""
    accounting affairs analytics athletics banking building business claims communications economics engineering
    executive fundraising graphics housing lead logistics managing manufacturing marketing news nursing operations
    parking planning politics press programming programs public racing relations resources sales services show
    sports state statistics studies systems training
    """)
OPENERS = words("""
    actually added ask basically besides certainly clearly consider either eventually except finally fortunately
    here hopefully how ironically like likewise meet more naturally neither notably obviously probably read said
    says see surprisingly there typically ultimately unfortunately unless unlike usually various watch what whatever
    whenever wherever whichever whoever why
    """)
TIME_UNITS = words("week month year night morning afternoon evening day time past moment point ago weekend")
TIME_WORDS = words(
    "on in at by during since the this that last next same late early earlier later one two three four five few "
    "several a couple of years months weeks days hours"
)
ROLES = words("""
    actor actors actress activist adviser advisor aide aides admiral advocate agent ally ambassador analyst anchor
    anchorman archbishop attorney author billionaire bishop blogger boss businessman businesswoman candidate capt.
    captain ceo cfo chair chairman chairperson chairwoman chancellor chief clerk coach co-chair co-founder co-host
    col. colonel columnist commander commentator commissioner comedian congressman congresswoman consultant
    contender coo coordinator correspondent counsel counselor critic cto czar dean delegate democrat deputy designer
    detective diplomat director doctor dr. economist editor editor-in-chief engineer envoy ex-wife executive expert
    father farmer filmmaker founder frontman front-runner frontrunner gen. general gov. governor head historian host
    husband inspector investigator journalist judge justice king lawmaker lawyer leader legend lieutenant lobbyist
    lt. major manager mayor member minister moderator mogul mother mr mr. mrs mrs. ms ms. negotiator nominee
    novelist officer official operative opponent organizer organiser owner parliamentarian partner pastor
    personality photographer physicist pilot player poet politician pollster pope premier presenter president
    president-elect priest prince princess principal producer prof. professor prosecutor psychologist queen rabbi
    ranger rapper rep. reporter representative republican researcher resident rev. reverend rival runner scholar
    scientist secretary sen. senator sergeant sgt. sheriff singer sister brother son daughter soldier solicitor
    speaker specialist spokesman spokesperson spokeswoman staffer star stateswoman statesman strategist student
    superintendent supporter surrogate surveyor teacher treasurer trustee tycoon veteran vice-president vice whip
    widow wife writer worker officials experts critics aides members supporters lawmakers analysts strategists
    organizers advisers democrats republicans leaders residents voters witnesses police authorities prosecutors
    activists diplomats scientists researchers economists sources source spokespeople senators insider insiders
    administrator adm. astronaut astronauts auditor bassist broadcaster cmdr. coroner councilman councilmember
    councillor councilor councilwoman cpl. drummer homeowner maj. meteorologist quarterback referee registrar reps.
    sens. sociologist supervisor supervisors trooper veterinarian person people man woman men women friend friends
    neighbor neighbour victim witness voter guest caller user mom dad parent parents
    """)
MODIFIERS = words("""
    former senior current longtime conservative liberal presidential republican democratic gop vice deputy
    ex-president fellow presumptive then-candidate real estate top acting interim ranking associate assistant late
    incoming outgoing veteran foreign prime british french german russian ukrainian american campaign
    """)
TITLES = ROLES | MODIFIERS
SOURCES = ROLES | words("""
    group groups report poll survey study statement campaign committee organization organisation company court
    complaint lawsuit memo letter newspaper paper magazine network website article ad ads email emails document
    documents department office agency ministry government administration party press crowd team board union
    association commission council coalition firm institute judge ruling filing affidavit book post tweet message
    release editorial op-ed transcript video spot narrator bill law resolution
    """)
BODIES = words("""
    academy administration agency aid airlines alliance assembly association authority bank board bureau center
    centre club coalition college commission committee company conference council court department dynamics electric
    federation force forces foundation fund government group guild house institute journal league mills ministry
    motors network office party school service society team trust union university
    """)
PARTICLES = words("al bin da de del den der di du el en ibn la le van von")
OFFICES = words(
    "state defense defence commerce labor labour agriculture energy education transport finance health justice"
)
_ROLE_ENDINGS = words("designate elect law")


def is_role(low: str) -> bool:
    """Whether a word in small letters says what somebody is: “envoy”, “secretary-general”, “son-in-law”."""
    if "-" not in low:
        return low in ROLES
    first, *_, last = low.split("-")
    return last in ROLES or (last in _ROLE_ENDINGS and first in ROLES)
