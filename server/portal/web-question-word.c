/* web-question-word.c: see web-question-word.h */
#include "web-question-word.h"

#include <string.h>

#include "web-text.h"

/* TRANSLATORS: the words of the security questions stand alone, never inside a sentence: use the
 * form of a dictionary. Words after | are other right answers: plurals, synonyms, other spellings.
 * The first one is shown. Take no word that belongs to two of the lists. */
static const char *const colours[]
    = { N_ ("green"), N_ ("blue"),  N_ ("yellow"),    N_ ("red"),           N_ ("white"),
        N_ ("black"), N_ ("brown"), N_ ("grey|gray"), N_ ("purple|violet"), N_ ("pink") };

static const char *const animals[]
    = { N_ ("horse|horses"),   N_ ("cat|cats"),           N_ ("dog|dogs"),       N_ ("cow|cows"),
        N_ ("sheep|sheeps"),   N_ ("elephant|elephants"), N_ ("rabbit|rabbits"), N_ ("bear|bears"),
        N_ ("lion|lions"),     N_ ("tiger|tigers"),       N_ ("wolf|wolves"),    N_ ("frog|frogs"),
        N_ ("donkey|donkeys"), N_ ("monkey|monkeys") };

static const char *const foods[] = { N_ ("bread"),
                                     N_ ("cheese"),
                                     N_ ("soup"),
                                     N_ ("butter"),
                                     N_ ("rice"),
                                     N_ ("honey"),
                                     N_ ("apple|apples"),
                                     N_ ("potato|potatoes"),
                                     N_ ("tomato|tomatoes"),
                                     N_ ("onion|onions"),
                                     N_ ("cake|cakes"),
                                     N_ ("carrot|carrots"),
                                     N_ ("sausage|sausages") };

static const char *const furniture[]
    = { N_ ("table|tables"),       N_ ("chair|chairs"), N_ ("cupboard|cupboards"),
        N_ ("bed|beds"),           N_ ("sofa|couch"),   N_ ("shelf|shelves"),
        N_ ("armchair|armchairs"), N_ ("desk|desks"),   N_ ("wardrobe|wardrobes") };

static const char *const clothing[] = { N_ ("shirt|shirts"),
                                        N_ ("coat|coats"),
                                        N_ ("jacket|jackets"),
                                        N_ ("trousers|pants"),
                                        N_ ("sock|socks"),
                                        N_ ("shoe|shoes"),
                                        N_ ("hat|hats"),
                                        N_ ("scarf|scarfs|scarves"),
                                        N_ ("glove|gloves"),
                                        N_ ("dress|dresses"),
                                        N_ ("pullover|sweater|jumper") };

static const char *const transport[] = { N_ ("car|cars"),
                                         N_ ("bicycle|bike|bicycles"),
                                         N_ ("bus|buses"),
                                         N_ ("train|trains"),
                                         N_ ("ship|ships"),
                                         N_ ("truck|trucks|lorry"),
                                         N_ ("tram|trams"),
                                         N_ ("motorcycle|motorbike|motorcycles"),
                                         N_ ("aeroplane|airplane|plane|aircraft") };

static const char *const body[]
    = { N_ ("hand|hands"), N_ ("foot|feet"),  N_ ("nose|noses"),         N_ ("ear|ears"),
        N_ ("eye|eyes"),   N_ ("leg|legs"),   N_ ("knee|knees"),         N_ ("finger|fingers"),
        N_ ("mouth"),      N_ ("head|heads"), N_ ("shoulder|shoulders"), N_ ("neck|necks") };

static const char *const instruments[]
    = { N_ ("piano|pianos"),      N_ ("guitar|guitars"),   N_ ("violin|violins|fiddle"),
        N_ ("flute|flutes"),      N_ ("trumpet|trumpets"), N_ ("drum|drums"),
        N_ ("harp|harps"),        N_ ("cello|cellos"),     N_ ("accordion|accordions"),
        N_ ("clarinet|clarinets") };

static const char *const drinks[] = { N_ ("water"), N_ ("milk"),     N_ ("coffee"), N_ ("tea"),
                                      N_ ("juice"), N_ ("lemonade"), N_ ("beer"),   N_ ("wine") };

static const char *const tools[]
    = { N_ ("hammer|hammers"), N_ ("saw|saws"),      N_ ("screwdriver|screwdrivers"),
        N_ ("pliers"),         N_ ("axe|ax|axes"),   N_ ("drill|drills"),
        N_ ("spade|shovel"),   N_ ("spanner|wrench") };

static const char *const buildings[]
    = { N_ ("house|houses"),   N_ ("church|churches"),    N_ ("castle|castles"),
        N_ ("hotel|hotels"),   N_ ("hospital|hospitals"), N_ ("theatre|theater|theatres"),
        N_ ("museum|museums"), N_ ("factory|factories"),  N_ ("tower|towers") };

static const char *const family[] = { N_ ("mother|mothers"),      N_ ("father|fathers"),
                                      N_ ("sister|sisters"),      N_ ("brother|brothers"),
                                      N_ ("aunt|aunts"),          N_ ("uncle|uncles"),
                                      N_ ("grandmother|grandma"), N_ ("grandfather|grandpa"),
                                      N_ ("daughter|daughters"),  N_ ("son|sons") };

static const char *const countries[]
    = { N_ ("France"), N_ ("Italy"), N_ ("Spain"),  N_ ("Poland"), N_ ("Norway"), N_ ("Egypt"),
        N_ ("India"),  N_ ("Japan"), N_ ("Brazil"), N_ ("Kenya"),  N_ ("Canada") };

/* TRANSLATORS: a number, as the answer to "What is … plus …?"; after | other ways to write it */
static const char *const numbers[WEB_MAX_NUMBER + 1] = { N_ ("zero|nought|null"),
                                                         N_ ("one"),
                                                         N_ ("two"),
                                                         N_ ("three"),
                                                         N_ ("four"),
                                                         N_ ("five"),
                                                         N_ ("six"),
                                                         N_ ("seven"),
                                                         N_ ("eight"),
                                                         N_ ("nine"),
                                                         N_ ("ten"),
                                                         N_ ("eleven"),
                                                         N_ ("twelve"),
                                                         N_ ("thirteen"),
                                                         N_ ("fourteen"),
                                                         N_ ("fifteen"),
                                                         N_ ("sixteen"),
                                                         N_ ("seventeen"),
                                                         N_ ("eighteen"),
                                                         N_ ("nineteen"),
                                                         N_ ("twenty") };

static const char *const days[]
    = { N_ ("Monday"), N_ ("Tuesday"),  N_ ("Wednesday"), N_ ("Thursday"),
        N_ ("Friday"), N_ ("Saturday"), N_ ("Sunday") };

static const char *const months[]
    = { N_ ("January"),   N_ ("February"), N_ ("March"),    N_ ("April"),
        N_ ("May"),       N_ ("June"),     N_ ("July"),     N_ ("August"),
        N_ ("September"), N_ ("October"),  N_ ("November"), N_ ("December") };

static const char *const seasons[] = { N_ ("spring|springtime"), N_ ("summer|summertime"),
                                       N_ ("autumn|fall"), N_ ("winter|wintertime") };

static const char *const daytimes[]
    = { N_ ("morning|mornings"), N_ ("noon|midday"), N_ ("afternoon|afternoons"),
        N_ ("evening|evenings"), N_ ("night|nights") };

#define BIT(sort) (1u << (WEB_SORT_##sort))

static const struct
{
  const char *const *words;
  guint n;
  guint doubtful;
} sorts[WEB_N_SORTS] = {
#define SORT(name, words, doubtful) [WEB_SORT_##name] = { words, G_N_ELEMENTS (words), doubtful }
  SORT (COLOUR, colours, 0),
  SORT (ANIMAL, animals, BIT (FAMILY)),
  SORT (FOOD, foods, BIT (ANIMAL) | BIT (DRINK)),
  SORT (FURNITURE, furniture, BIT (INSTRUMENT)),
  SORT (CLOTHING, clothing, 0),
  SORT (TRANSPORT, transport, BIT (ANIMAL) | BIT (BODY) | BIT (CLOTHING)),
  SORT (BODY, body, 0),
  SORT (INSTRUMENT, instruments, BIT (TOOL)),
  SORT (DRINK, drinks, BIT (FOOD)),
  SORT (TOOL, tools, BIT (INSTRUMENT) | BIT (BODY) | BIT (TRANSPORT)),
  SORT (BUILDING, buildings, 0),
  SORT (FAMILY, family, BIT (ANIMAL)),
  SORT (COUNTRY, countries, 0),
  SORT (NUMBER, numbers, 0),
  SORT (DAY, days, BIT (DAYTIME)),
  SORT (MONTH, months, 0),
  SORT (SEASON, seasons, BIT (MONTH)),
  SORT (DAYTIME, daytimes, BIT (DAY)),
#undef SORT
};

/* TRANSLATORS: things, put into "What colour is %s?" */
static const WebFact colour_facts[] = {
  { N_ ("fresh grass"), N_ ("green") },
  { N_ ("a cucumber"), N_ ("green") },
  { N_ ("snow"), N_ ("white") },
  { N_ ("salt"), N_ ("white") },
  { N_ ("a ripe banana"), N_ ("yellow") },
  { N_ ("a ripe lemon"), N_ ("yellow") },
  { N_ ("coal"), N_ ("black") },
  { N_ ("a raven"), N_ ("black") },
  { N_ ("blood"), N_ ("red") },
  { N_ ("a ripe strawberry"), N_ ("red") },
  { N_ ("a roasted coffee bean"), N_ ("brown") },
  { N_ ("an elephant"), N_ ("grey|gray") },
  { N_ ("the sky on a clear day"), N_ ("blue") },
  { N_ ("a flamingo"), N_ ("pink") },
};

/* TRANSLATORS: words of which the security question asks the opposite, and right answers to it.
 * Where your language has no clear opposite for one, take another pair. */
static const WebFact opposites[] = {
  { N_ ("hot"), N_ ("cold|cool") },
  { N_ ("large"), N_ ("small|little|tiny") },
  { N_ ("day"), N_ ("night") },
  { N_ ("up"), N_ ("down") },
  { N_ ("left"), N_ ("right") },
  { N_ ("open"), N_ ("closed|shut") },
  { N_ ("full"), N_ ("empty") },
  { N_ ("wet"), N_ ("dry") },
  { N_ ("fast"), N_ ("slow") },
  { N_ ("early"), N_ ("late") },
  { N_ ("rich"), N_ ("poor") },
  { N_ ("loud"), N_ ("quiet|silent|soft|low") },
  { N_ ("long"), N_ ("short") },
  { N_ ("old"), N_ ("young|new") },
  { N_ ("heavy"), N_ ("light") },
  { N_ ("thick"), N_ ("thin") },
  { N_ ("question"), N_ ("answer|reply") },
  { N_ ("inside"), N_ ("outside|out") },
  { N_ ("beginning"), N_ ("end|ending") },
  { N_ ("clean"), N_ ("dirty|filthy") },
  { N_ ("expensive"), N_ ("cheap|inexpensive") },
  { N_ ("strong"), N_ ("weak") },
};

/* TRANSLATORS: put into "Which is the %s month of the year?" */
static const WebFact month_facts[] = {
  { N_ ("first"), N_ ("January") },     { N_ ("second"), N_ ("February") },
  { N_ ("third"), N_ ("March") },       { N_ ("fourth"), N_ ("April") },
  { N_ ("fifth"), N_ ("May") },         { N_ ("sixth"), N_ ("June") },
  { N_ ("seventh"), N_ ("July") },      { N_ ("eighth"), N_ ("August") },
  { N_ ("ninth"), N_ ("September") },   { N_ ("tenth"), N_ ("October") },
  { N_ ("eleventh"), N_ ("November") }, { N_ ("twelfth"), N_ ("December") },
};

static const struct
{
  const WebFact *facts;
  guint n;
} facts_of[WEB_N_FACTS] = {
  [WEB_FACT_COLOUR] = { colour_facts, G_N_ELEMENTS (colour_facts) },
  [WEB_FACT_OPPOSITE] = { opposites, G_N_ELEMENTS (opposites) },
  [WEB_FACT_MONTH] = { month_facts, G_N_ELEMENTS (month_facts) },
};

const char *const *
web_sort_get_words (WebSort sort, guint *n)
{
  *n = sorts[sort].n;
  return sorts[sort].words;
}

guint
web_sort_get_doubtful (WebSort sort)
{
  return sorts[sort].doubtful;
}

const WebFact *
web_facts_get (WebFacts facts, guint *n)
{
  *n = facts_of[facts].n;
  return facts_of[facts].facts;
}

char *
web_word_dup (const char *word)
{
  const char *text = web_text_get (word);

  return g_strndup (text, strcspn (text, "|"));
}
