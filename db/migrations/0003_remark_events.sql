CREATE TABLE `remark_events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`assignment_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` text NOT NULL,
	`client_id` text NOT NULL,
	`client_sequence` integer NOT NULL,
	`at` text NOT NULL,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `remark_events_once_a_change` ON `remark_events` (`client_id`,`client_sequence`);--> statement-breakpoint
CREATE INDEX `remark_events_by_assignment` ON `remark_events` (`assignment_id`,`kind`);--> statement-breakpoint
CREATE TRIGGER `remark_events_no_update` BEFORE UPDATE ON `remark_events`
BEGIN
  SELECT RAISE(ABORT, 'remark_events is append-only');
END;
--> statement-breakpoint
CREATE TRIGGER `remark_events_no_delete` BEFORE DELETE ON `remark_events`
BEGIN
  SELECT RAISE(ABORT, 'remark_events is append-only');
END;
