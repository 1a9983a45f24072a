CREATE TABLE `score_summaries` (
	`run_id` text NOT NULL,
	`metric` text NOT NULL,
	`signature` text NOT NULL,
	`prepare` text NOT NULL,
	`n` integer NOT NULL,
	`dialogues` integer NOT NULL,
	`score` real,
	`low` real,
	`high` real,
	`reason` text,
	`level` real NOT NULL,
	`resamples` integer NOT NULL,
	`seed` integer NOT NULL,
	`context_set` text NOT NULL,
	`replicates` blob,
	`answers` integer NOT NULL,
	`created_at` text NOT NULL,
	PRIMARY KEY(`run_id`, `signature`),
	FOREIGN KEY (`run_id`) REFERENCES `runs`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TRIGGER `score_summaries_without_deleted` AFTER DELETE ON `responses` WHEN OLD.`pending_import` IS NULL
BEGIN
  DELETE FROM `score_summaries` WHERE `run_id` = OLD.`run_id`;
END;
--> statement-breakpoint
CREATE TRIGGER `score_summaries_without_changed` AFTER UPDATE OF `text` ON `responses`
BEGIN
  DELETE FROM `metric_rows` WHERE `response_id` = OLD.`id`;
  DELETE FROM `score_summaries` WHERE `run_id` = OLD.`run_id`;
END;
