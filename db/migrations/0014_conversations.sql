CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`secret_hash` text NOT NULL,
	`beginning` text NOT NULL,
	`requests_per_minute` integer NOT NULL,
	`tokens_per_day` integer,
	`created_by` text,
	`created_at` text NOT NULL,
	`last_used_at` text,
	`expires_at` text,
	`revoked_at` text,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_secretHash_unique` ON `api_tokens` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `api_usage` (
	`token_id` text NOT NULL,
	`day` text NOT NULL,
	`requests` integer NOT NULL,
	`prompt_tokens` integer NOT NULL,
	`completion_tokens` integer NOT NULL,
	PRIMARY KEY(`token_id`, `day`),
	FOREIGN KEY (`token_id`) REFERENCES `api_tokens`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `remote_usage` (
	`system_id` text PRIMARY KEY NOT NULL,
	`requests` integer NOT NULL,
	`prompt_tokens` integer NOT NULL,
	`completion_tokens` integer NOT NULL,
	`cost` real NOT NULL,
	FOREIGN KEY (`system_id`) REFERENCES `systems`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `arena_votes` (
	`conversation_id` text PRIMARY KEY NOT NULL,
	`choice` text NOT NULL,
	`turns` integer NOT NULL,
	`voted_at` text NOT NULL,
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `chat_links` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`secret_hash` text NOT NULL,
	`title` text NOT NULL,
	`welcome` text DEFAULT '' NOT NULL,
	`systems` text NOT NULL,
	`is_blind` integer DEFAULT false NOT NULL,
	`max_uses` integer,
	`uses` integer DEFAULT 0 NOT NULL,
	`created_by` text,
	`created_at` text NOT NULL,
	`expires_at` text,
	`revoked_at` text,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE UNIQUE INDEX `chat_links_secretHash_unique` ON `chat_links` (`secret_hash`);--> statement-breakpoint
CREATE TABLE `conversation_lanes` (
	`conversation_id` text NOT NULL,
	`lane` integer NOT NULL,
	`system_id` text NOT NULL,
	PRIMARY KEY(`conversation_id`, `lane`),
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`system_id`) REFERENCES `systems`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `conversation_lanes_by_system` ON `conversation_lanes` (`system_id`);--> statement-breakpoint
CREATE TABLE `conversation_messages` (
	`conversation_id` text NOT NULL,
	`turn` integer NOT NULL,
	`text` text NOT NULL,
	`said_at` text NOT NULL,
	PRIMARY KEY(`conversation_id`, `turn`),
	FOREIGN KEY (`conversation_id`) REFERENCES `conversations`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `conversation_replies` (
	`id` integer PRIMARY KEY NOT NULL,
	`conversation_id` text NOT NULL,
	`turn` integer NOT NULL,
	`lane` integer NOT NULL,
	`attempt` integer NOT NULL,
	`status` text NOT NULL,
	`text` text DEFAULT '' NOT NULL,
	`error` text,
	`origin` text NOT NULL,
	`details` text DEFAULT '{}' NOT NULL,
	`token_count` integer,
	`milliseconds` integer,
	`started_at` text NOT NULL,
	FOREIGN KEY (`conversation_id`,`turn`) REFERENCES `conversation_messages`(`conversation_id`,`turn`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`conversation_id`,`lane`) REFERENCES `conversation_lanes`(`conversation_id`,`lane`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `conversation_replies_by_attempt` ON `conversation_replies` (`conversation_id`,`turn`,`lane`,`attempt`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`user_id` text NOT NULL,
	`link_id` text,
	`assignment_id` text,
	`title` text DEFAULT '' NOT NULL,
	`seed` integer NOT NULL,
	`settings` text DEFAULT '{}' NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`ended_at` text,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`link_id`) REFERENCES `chat_links`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`assignment_id`) REFERENCES `assignments`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `conversations_by_user` ON `conversations` (`user_id`,`kind`,`updated_at`);--> statement-breakpoint
CREATE INDEX `conversations_by_kind` ON `conversations` (`kind`,`updated_at`);--> statement-breakpoint
CREATE INDEX `conversations_by_link` ON `conversations` (`link_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `conversations_by_assignment` ON `conversations` (`assignment_id`);--> statement-breakpoint
CREATE TABLE `feedback` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`reply_id` integer,
	`system_id` text NOT NULL,
	`user_id` text,
	`history` text NOT NULL,
	`reply` text NOT NULL,
	`correction` text,
	`reason` text,
	`remark` text DEFAULT '' NOT NULL,
	`origin` text NOT NULL,
	`status` text NOT NULL,
	`created_at` text NOT NULL,
	`updated_at` text NOT NULL,
	`decided_by` text,
	`decided_at` text,
	FOREIGN KEY (`reply_id`) REFERENCES `conversation_replies`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`system_id`) REFERENCES `systems`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`decided_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	CONSTRAINT "feedback_edit_has_correction" CHECK(("feedback"."kind" = 'edit') = ("feedback"."correction" is not null)),
	CONSTRAINT "feedback_report_has_reason" CHECK(("feedback"."kind" = 'report') = ("feedback"."reason" is not null))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `feedback_once` ON `feedback` (`reply_id`,`user_id`,`kind`);--> statement-breakpoint
CREATE INDEX `feedback_by_status` ON `feedback` (`status`,`created_at`);--> statement-breakpoint
CREATE INDEX `feedback_by_system` ON `feedback` (`system_id`,`status`);--> statement-breakpoint
CREATE TABLE `system_versions` (
	`system_id` text NOT NULL,
	`version` integer NOT NULL,
	`definition` text NOT NULL,
	`checkpoint` text,
	`training_id` text,
	`since` text NOT NULL,
	`by` text,
	`note` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`system_id`, `version`),
	FOREIGN KEY (`system_id`) REFERENCES `systems`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`training_id`) REFERENCES `trainings`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE TABLE `training_feedback` (
	`training_id` text NOT NULL,
	`feedback_id` text NOT NULL,
	PRIMARY KEY(`training_id`, `feedback_id`),
	FOREIGN KEY (`training_id`) REFERENCES `trainings`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`feedback_id`) REFERENCES `feedback`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `training_feedback_by_feedback` ON `training_feedback` (`feedback_id`);--> statement-breakpoint
CREATE TABLE `trainings` (
	`id` text PRIMARY KEY NOT NULL,
	`system_id` text NOT NULL,
	`kind` text NOT NULL,
	`job_id` text,
	`settings` text NOT NULL,
	`started_from` text NOT NULL,
	`checkpoint` text,
	`folder` text,
	`figures` text,
	`status` text NOT NULL,
	`created_by` text,
	`created_at` text NOT NULL,
	`decided_by` text,
	`decided_at` text,
	`note` text DEFAULT '' NOT NULL,
	FOREIGN KEY (`system_id`) REFERENCES `systems`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`job_id`) REFERENCES `jobs`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`created_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null,
	FOREIGN KEY (`decided_by`) REFERENCES `users`(`id`) ON UPDATE no action ON DELETE set null
);
--> statement-breakpoint
CREATE INDEX `trainings_by_system` ON `trainings` (`system_id`,`created_at`);