"""What a guest's message means, without a model: a grammar over tokens.

`understand(text, today, known)` answers a `Meaning`. The text becomes tokens (`tokens`, `spelling`,
`lexicon`); patterns over their signs (`grammar`) put days, nights, people and rooms in the place of
the words for them (`distractors`, `feast_names`, `days`, `weekdays`, `nights`, `ages`, `guests`,
`rooms`, `answers`); then days are resolved (`stays`, `setting`, `points`, `dates`), people added up
(`party`), the intent and the questions' topics told (`intents`, `topics`). What a careful
receptionist would ask stays None and is named.
"""

from hotelly.conversation.understanding.meaning import Meaning
from hotelly.conversation.understanding.reading import understand
from hotelly.conversation.understanding.request import Known, Option

__all__ = ["Known", "Meaning", "Option", "understand"]
