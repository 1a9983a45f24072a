CREATE TABLE `__new_training_feedback` (
	`training_id` text NOT NULL,
	`position` integer NOT NULL,
	`feedback_id` text,
	`kind` text NOT NULL,
	`history` text NOT NULL,
	`reply` text NOT NULL,
	`correction` text,
	`reason` text,
	`origin` text NOT NULL,
	`said_at` text NOT NULL,
	PRIMARY KEY(`training_id`, `position`),
	FOREIGN KEY (`training_id`) REFERENCES `trainings`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`feedback_id`) REFERENCES `feedback`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
INSERT INTO `__new_training_feedback`
SELECT t.`training_id`, row_number() OVER (PARTITION BY t.`training_id` ORDER BY f.`created_at`, f.`id`) - 1, f.`id`, f.`kind`,
	f.`history`, f.`reply`, f.`correction`, f.`reason`, f.`origin`, f.`created_at`
FROM `training_feedback` t JOIN `feedback` f ON f.`id` = t.`feedback_id`;--> statement-breakpoint
DROP TABLE `training_feedback`;--> statement-breakpoint
ALTER TABLE `__new_training_feedback` RENAME TO `training_feedback`;--> statement-breakpoint
CREATE INDEX `training_feedback_by_feedback` ON `training_feedback` (`feedback_id`);--> statement-breakpoint
ALTER TABLE `arena_votes` ADD `checkpoints` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
UPDATE `arena_votes` SET `checkpoints` = (
	SELECT json_group_array(json_extract(origin, '$.checkpoint')) FROM (
		SELECT r.`origin`, row_number() OVER (PARTITION BY r.`lane` ORDER BY r.`turn` DESC, r.`attempt` DESC) AS last
		FROM `conversation_replies` r WHERE r.`conversation_id` = `arena_votes`.`conversation_id` AND r.`status` = 'done'
		ORDER BY r.`lane`
	) WHERE last = 1
);--> statement-breakpoint
ALTER TABLE `systems` ADD `trial_of` text;