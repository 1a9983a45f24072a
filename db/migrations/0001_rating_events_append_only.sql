CREATE TRIGGER `rating_events_no_update` BEFORE UPDATE ON `rating_events`
BEGIN
  SELECT RAISE(ABORT, 'rating_events is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `rating_events_no_delete` BEFORE DELETE ON `rating_events`
BEGIN
  SELECT RAISE(ABORT, 'rating_events is append-only');
END;
