"""What a guest's message means, without a model: a grammar over tokens.

`understand(text, today, known)` answers a `Meaning`. The text becomes tokens (`tokens`, `spelling`,
`lexicon`); patterns over their signs (`grammar`) put days, nights, people and rooms in the place of
the words for them (`distractors`, `feast_names`, `days`, `nights`, `ages`, `guests`, `rooms`,
`answers`); then days are resolved (`stays`, `points`, `dates`), people added up (`party`) and the
intent told (`intents`). What a careful receptionist would ask stays None and is named.
"""

from hotelly.conversation.understanding.meaning import Meaning
from hotelly.conversation.understanding.reading import understand
from hotelly.conversation.understanding.request import Known, Option

__all__ = ["Known", "Meaning", "Option", "understand"]
