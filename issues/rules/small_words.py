"""Words that stand in nearly every telling of a problem and so say nothing about it, in the languages of the product."""

from typing import Final

_ENGLISH: Final = """
a about after again all also am an and another any are as at be because been before being both but by came can cannot
come could customer customers did do does doing done down during each few for from gave give goes had has have having
he her here hers him his how i if in into is it its just me more most much my never no nobody nor not nothing now of
off on once only or other our out over own problem reported said same says she should so some somebody still such than
that the their them then there these they this those through to told too under until up very want wanted wants was we
well went were what when where which while who why will with without would yes you your
"""
_GERMAN: Final = """
aber alle alles als also am an auch auf aus bei beim bin bis bist da damit dann das dass dem den denn der des dich die
dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch euer
für gab gegen gehabt gemeldet gesagt gewesen hab habe haben hat hatte hatten hier hin ich ihm ihn ihnen ihr ihre ihrem
ihren ihrer im immer in ins ist ja jede jeder jedes jetzt kam kann kein keine keinen keiner kommt konnte kunde kunden
kundin machen man mehr mein meine mich mir mit muss nach nicht nichts noch nun nur ob oder ohne problem schon sehr sein
seine seinem seinen seiner seit sich sie sind so soll sollte über um und uns unser unter viel vom von vor war waren was
weil wenn wer werden wie wieder will wir wird wo wollte wurde zu zum zur zwischen
"""
SMALL_WORDS: Final = frozenset((_ENGLISH + _GERMAN).split())
