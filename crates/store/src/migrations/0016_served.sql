-- Who serves or served somebody lately, for adherence: found without reading every contact there ever was.
CREATE INDEX leg_over ON leg (centre, coalesce(wrapped_at, ended_at)) WHERE state = 'done';
CREATE INDEX leg_open ON leg (centre, started_at) WHERE state <> 'done';
