-- Whether the second person said yes is asked before what cannot be undone is done.
CREATE INDEX approvals_done ON approvals (kind, subject_id) WHERE state = 'done';
