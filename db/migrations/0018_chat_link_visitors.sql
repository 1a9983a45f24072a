CREATE TABLE `chat_link_visitors` (
	`user_id` text NOT NULL,
	`link_id` text NOT NULL,
	`came_at` text NOT NULL,
	PRIMARY KEY(`user_id`, `link_id`),
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`link_id`) REFERENCES `chat_links`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `chat_link_visitors_by_link` ON `chat_link_visitors` (`link_id`);--> statement-breakpoint
INSERT INTO `chat_link_visitors` (`user_id`, `link_id`, `came_at`)
SELECT `user_id`, `link_id`, min(`created_at`) FROM `conversations` WHERE `link_id` IS NOT NULL GROUP BY `user_id`, `link_id`;--> statement-breakpoint
ALTER TABLE `arena_votes` ADD `first_system` text;--> statement-breakpoint
ALTER TABLE `arena_votes` ADD `second_system` text;--> statement-breakpoint
UPDATE `arena_votes` SET
	`first_system` = (SELECT l.`system_id` FROM `conversation_lanes` l WHERE l.`conversation_id` = `arena_votes`.`conversation_id` AND l.`lane` = 0),
	`second_system` = (SELECT l.`system_id` FROM `conversation_lanes` l WHERE l.`conversation_id` = `arena_votes`.`conversation_id` AND l.`lane` = 1);--> statement-breakpoint
CREATE INDEX `arena_votes_by_pair` ON `arena_votes` (`names_system`,`first_system`,`second_system`,`choice`);--> statement-breakpoint
CREATE INDEX `arena_votes_by_time` ON `arena_votes` (`voted_at`);