// SPDX-License-Identifier: GPL-2.0-only
/* The scenarios. */
#include "explore/scenario.h"

const struct scenario scenarios[] = {
	{ "one-program-after-the-other", .threads = {
		{ "user", "start await start await" } } },
	{ "clear", .threads = {
		{ "user", "run run" }, { "clearer", "clear" } } },
	{ "clear-held", .holds = true, .threads = {
		{ "user", "start await start" }, { "clearer", "clear later clear" } } },
	{ "halt", .threads = {
		{ "user", "run run" }, { "halter", "halt" } } },
	{ "halt-clear", .holds = true, .threads = {
		{ "user", "run" }, { "halter", "halt" }, { "clearer", "later clear" } } },
	{ "halt-late", .deaf_ms = 100, .threads = {
		{ "user", "halt start await" } } },
	{ "clear-late", .deaf_ms = 100, .threads = {
		{ "user", "clear start await" } } },
	{ "reset", .threads = {
		{ "user", "run run" }, { "resetter", "reset" } } },
	{ "attention", .threads = {
		{ "user", "run run" }, { "device", "attention attention" } } },

	{ "unmap-type1", .threads = {
		{ "user", "run run" }, { "unmapper", "unmap map" } } },
	{ "unmap-iommufd", .backend = IOMMUFD, .threads = {
		{ "user", "run run" }, { "unmapper", "unmap map" } } },
	{ "unmap-held-type1", .holds = true, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" } } },
	{ "unmap-held-iommufd", .backend = IOMMUFD, .holds = true, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" } } },
	{ "unmap-deaf-type1", .holds = true, .deaf_ms = 2000, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" } } },
	{ "unmap-deaf-iommufd", .backend = IOMMUFD, .holds = true, .deaf_ms = 2000, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" } } },
	{ "unmap-clear", .backend = IOMMUFD, .threads = {
		{ "user", "run run" }, { "unmapper", "unmap map" }, { "clearer", "clear" } } },
	{ "unmap-reset", .backend = IOMMUFD, .threads = {
		{ "user", "run" }, { "unmapper", "unmap" }, { "resetter", "reset" } } },
	{ "unmap-close-type1", .threads = {
		{ "user", "start close" }, { "unmapper", "unmap" } } },
	{ "unmap-close-iommufd", .backend = IOMMUFD, .threads = {
		{ "user", "start close" }, { "unmapper", "unmap" } } },
	{ "unmap-other-device", .threads = {
		{ "user", "run" }, { "unmapper", "unmap" },
		{ "opener", "other" } } },
	{ "unmap-slow-type1", .slow = { { 1, 20000 } }, .threads = {
		{ "user", "run" }, { "unmapper", "unmap map" } } },
	{ "unmap-slow-iommufd", .backend = IOMMUFD, .slow = { { 1, 20000 } }, .threads = {
		{ "user", "run" }, { "unmapper", "unmap map" } } },
	{ "unmap-program-slow", .slow = { { 0, 5000 } }, .threads = {
		{ "user", "run" }, { "unmapper", "unmap-program" } } },
	{ "unmap-unread-type1", .holds = true, .threads = {
		{ "user", "start" }, { "unmapper", "later unmap" } } },
	{ "unmap-unread-iommufd", .backend = IOMMUFD, .holds = true, .threads = {
		{ "user", "start" }, { "unmapper", "later unmap" } } },
	{ "unmap-many-ranges", .ccws = 12, .apart = 2, .holds = true, .deaf_ms = 2000,
	  .may_stick = true, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" },
		{ "opener", "later later others" },
		{ "opener 2", "later later others2" } } },
	{ "unmap-other-slow", .holds = true, .slow = { { 3, 20000 } }, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" }, { "other", "other-pins" } } },

	{ "detach", .backend = IOMMUFD, .threads = {
		{ "user", "run run" }, { "detacher", "detach" } } },
	{ "detach-held", .backend = IOMMUFD, .holds = true, .threads = {
		{ "user", "run" }, { "detacher", "later detach" } } },
	{ "detach-slow", .backend = IOMMUFD, .slow = { { 2, 20000 } }, .threads = {
		{ "user", "run" }, { "detacher", "detach" } } },
	{ "detach-deaf", .backend = IOMMUFD, .holds = true, .deaf_ms = 10000, .threads = {
		{ "user", "run" }, { "detacher", "later detach" } } },
	{ "detach-other-slow", .backend = IOMMUFD, .holds = true,
	  .slow = { { 3, 20000 } }, .threads = {
		{ "user", "run" }, { "detacher", "later detach" }, { "other", "other-pins" } } },
	{ "replace", .backend = IOMMUFD, .threads = {
		{ "user", "run run" }, { "replacer", "replace" } } },
	{ "detach-unmap", .backend = IOMMUFD, .threads = {
		{ "user", "run" }, { "detacher", "detach" }, { "unmapper", "unmap" } } },

	{ "unmap-stuck-type1", .holds = true, .deaf_ms = 12000, .threads = {
		{ "user", "start" }, { "unmapper", "later unmap map" } } },
	{ "unmap-stuck-iommufd", .backend = IOMMUFD, .holds = true, .deaf_ms = 12000, .threads = {
		{ "user", "start" }, { "unmapper", "later unmap map" } } },
	{ "unmap-stuck-close", .holds = true, .deaf_ms = 30000, .threads = {
		{ "user", "start later close late open run" },
		{ "unmapper", "later unmap map" } } },
	{ "unmap-twice", .backend = IOMMUFD, .threads = {
		{ "user", "run" }, { "unmapper", "unmap" }, { "unmapper 2", "unmap-program" } } },
	{ "unmap-path", .holds = true, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" }, { "path", "later path" } } },
	{ "unmap-halt", .holds = true, .threads = {
		{ "user", "run" }, { "unmapper", "later unmap" }, { "halter", "later halt" } } },
	{ "unmap-shutdown", .holds = true, .threads = {
		{ "user", "start" }, { "unmapper", "later unmap" },
		{ "machine", "later shutdown" } } },
	{ "unmap-remove", .backend = IOMMUFD, .threads = {
		{ "user", "start close" }, { "unmapper", "unmap" },
		{ "administrator", "remove" } } },
	{ "detach-attach", .backend = IOMMUFD, .threads = {
		{ "user", "run run" }, { "detacher", "detach attach" } } },
	{ "detach-close", .backend = IOMMUFD, .threads = {
		{ "user", "start close" }, { "detacher", "detach" } } },
	{ "detach-reset", .backend = IOMMUFD, .holds = true, .threads = {
		{ "user", "start" }, { "detacher", "later detach attach" },
		{ "resetter", "later reset" } } },
	{ "reset-stuck", .holds = true, .deaf_ms = 30000, .threads = {
		{ "user", "start reset late reset start" } } },
	{ "notifier", .threads = {
		{ "user", "run run" }, { "other", "arm arm" } } },
	{ "schib-gone", .threads = {
		{ "user", "start schib" }, { "machine", "gone" }, { "other", "schib" } } },
	{ "report-close", .threads = {
		{ "user", "start close" }, { "machine", "report report" } } },
	{ "gone-close", .threads = {
		{ "user", "start close" }, { "machine", "gone" } } },
	{ "gone-slow", .slow = { { 2, 5000 } }, .threads = {
		{ "user", "start" }, { "machine", "later gone" } } },
	{ "path-close", .threads = {
		{ "user", "start close open2 run2" }, { "path", "path" } } },
	{ "shutdown-close", .threads = {
		{ "user", "start close open start" }, { "machine", "shutdown" } } },
	{ "shutdown-stuck", .holds = true, .deaf_ms = 30000, .threads = {
		{ "user", "start" }, { "machine", "later shutdown" } } },

	{ "gone", .threads = {
		{ "user", "run start" }, { "machine", "gone" } } },
	{ "gone-unmap", .holds = true, .threads = {
		{ "user", "start" }, { "machine", "gone" }, { "unmapper", "unmap" } } },
	{ "path", .threads = {
		{ "user", "run run" }, { "path", "path" } } },
	{ "path-halt", .holds = true, .threads = {
		{ "user", "run" }, { "path", "path" }, { "halter", "later halt" } } },
	{ "shutdown", .threads = {
		{ "user", "start reset start" }, { "machine", "shutdown" } } },
	{ "shutdown-slow", .slow = { { 2, 20000 } }, .threads = {
		{ "user", "start reset start" }, { "machine", "shutdown" } } },
	{ "two-users", .threads = {
		{ "user", "start close" }, { "user 2", "open2 run2 close2" } } },
	{ "two-users-deaf", .holds = true, .deaf_ms = 25000, .threads = {
		{ "user", "start close late open2 start2 clear2 await2" },
		{ "unmapper", "unmap" } } },
	{ "kill", .slow = { { 1, 500 }, { 2, 20000 } }, .threads = {
		{ "user", "start await start" }, { "killer", "later kill" },
		{ "other", "later clear" } } },
	{ "remove", .threads = {
		{ "user", "run close" }, { "administrator", "remove" } } },	{}
};
