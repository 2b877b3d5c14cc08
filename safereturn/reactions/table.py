"""What happens when. This is the whole of it: there are no signals."""

from typing import Any

from procrastinate.tasks import Task

from safereturn.episodes import facts as episodes
from safereturn.episodes.jobs import tell_agencies
from safereturn.foundation.events import Fact

Job = Task[Any, Any, Any]

REACTIONS: dict[type[Fact], tuple[Job, ...]] = {
    episodes.EpisodeReported: (tell_agencies,),
    episodes.ReportAdded: (tell_agencies,),
    episodes.AwayRecorded: (tell_agencies,),
    episodes.InformationAdded: (tell_agencies,),
    episodes.PoliceStanceTaken: (tell_agencies,),
    episodes.ChildLocated: (tell_agencies,),
    episodes.ChildReturned: (tell_agencies),
    episodes.EpisodeEnded: (tell_agencies),
    episodes.PreventionInterviewRecorded: (tell_agencies,),
    episodes.TimesCorrected: (),
}
