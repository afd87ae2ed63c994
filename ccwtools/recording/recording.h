/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A recording of channel programs, read program by program, or as a whole into memory.  It is
 * checked: no length, address or number contradicts other members of the file.  The format is
 * described in simtests/recordings/README.rst.
 */
#ifndef RECORDING_RECORDING_H
#define RECORDING_RECORDING_H

#include <jansson.h>

#include "core/css.h"
#include "ccwtools/recording/problem.h"

/* The first line of a recording names its format. */
#define RECORDING_FORMAT	"channel-program-recording"
#define RECORDING_VERSION	1

#define RECORDING_IRB	64u	/* bytes that TEST SUBCHANNEL stores */

/* Of a file, unpacked, that is read as a whole; in memory it takes several times as much. */
#define RECORDING_MAX_BYTES	((u64)1 << 30)

/**
 * struct bytes - a member that is a string of bytes
 * @data: the bytes; NULL if absent
 * @len: how many
 * @cut: some, or all, are not recorded
 */
struct bytes {
	const u8 *data;
	u32 len;
	bool cut;
};

struct rec_idaw {
	u32 addr;		/* of the IDAW itself */
	u64 value;
};

/**
 * struct rec_ccw - a CCW as it lay in storage
 * @addr: its address
 * @raw: its eight bytes
 * @tic: it is a transfer in channel, to @cda
 * @cmd: command code, and the other fields
 * @idaws: the IDAWs it uses
 * @n_idaws: how many
 * @no_idal: they are not recorded, or could not be read: they need not cover the count
 * @backward: its data go from @cda, or from where each IDAW points, to lower addresses
 * @chained: data chaining leads to it
 * @out: the bytes it designates for the device
 * @stored: what its data area held after the program, where no steps are recorded
 */
struct rec_ccw {
	u32 addr;
	u8 raw[CSS_CCW_SIZE];
	bool tic;
	u8 cmd;
	u8 flags;
	u16 count;
	u32 cda;
	struct rec_idaw *idaws;
	u32 n_idaws;
	bool no_idal;
	bool backward;
	bool chained;
	struct bytes out;
	struct bytes stored;
};

/**
 * struct rec_step - a CCW as it was executed
 * @ccw: the CCW
 * @executed: the command was given to the device; the members below are valid
 * @xcmd: the command given to the device
 * @immediate: the device took it as an immediate command
 * @no_immediate: that is not recorded
 * @res: residual count
 * @no_res: it is not recorded; then @in is all of the data area, not all of which
 *	the device has stored
 * @dstat: unit status
 * @cstat: channel status
 * @in: bytes the device returned
 * @sense: its sense bytes, with unit check
 * @loop: with the TIC behind it, the last so many steps may have come several times, of
 *	which this is the last; or 0
 * @repeated: it is one of these steps
 */
struct rec_step {
	struct rec_ccw ccw;
	bool executed;
	u8 xcmd;
	bool immediate;
	bool no_immediate;
	bool no_res;
	u16 res;
	u8 dstat;
	u8 cstat;
	struct bytes in;
	struct bytes sense;
	u32 loop;
	bool repeated;
};

/**
 * struct rec_times - when a program was requested, begun and ended
 * @started: @start and, once the program has ended, @end are known
 * @request: the user's request came
 * @translated: it was translated
 * @start: START SUBCHANNEL was issued
 * @end: user space took its final status
 *
 * In nanoseconds by the clock of the recorded machine; 0: not known.
 */
struct rec_times {
	bool started;
	u64 request;
	u64 translated;
	u64 start;
	u64 end;
};

struct rec_event;

/** struct rec_note - a command that the recorded guest ran, to be shown */
struct rec_note {
	const struct rec_note *next;
	const char *text;
};

/**
 * struct rec_mount - the operator put a tape into the drive
 * @next: the mount after it, before the same program
 * @seq: sequence number of the command
 * @line: its line in the file
 * @text: the command, to be shown
 * @tape: name of the tape
 * @readonly: it is write protected
 * @presented: the device presented status
 * @has_irb: @irb is valid
 * @irb: what TEST SUBCHANNEL stored then
 */
struct rec_mount {
	const struct rec_mount *next;
	u64 seq;
	u64 line;
	const char *text;
	const char *tape;
	bool readonly;
	bool presented;
	bool has_irb;
	u8 irb[RECORDING_IRB];
};

/**
 * struct rec_program - a start, its program and its end
 * @seq: sequence number of its start
 * @line: line of the start in the file
 * @end_line: line of its end, 0 if it has none
 * @end_seq: sequence number of its end
 * @last_line: line of the last event that names it
 * @notes: commands that the guest ran since the program before
 * @mounts: tapes that were mounted since the program before
 * @sid: subsystem-identification word
 * @devno: device number
 * @cc: condition code of START SUBCHANNEL
 * @ipl: the machine started it, to load a program
 * @ret: errno that the request returned, or 0
 * @before: events since the program before
 * @during: events while it ran
 * @driver_stop: it was halted or cleared by the driver, not by its user
 * @hidden_end: it ended by a reset or close, and its status was not read
 * @times: how long it took, if the recording has times
 * @orb: the ORB
 * @format1: format of the CCWs
 * @ccws: the program as it lay in storage
 * @n_ccws: how many
 * @ended_by: what ended it ("clear", "halt"); NULL if it ran to its end
 * @steps: the CCWs in the order of execution
 * @n_steps: how many
 * @no_steps: which CCWs were executed is not recorded
 * @scsw: subchannel status at the end
 * @has_irb: @irb is valid
 * @irb: what TEST SUBCHANNEL stored
 */
struct rec_program {
	u64 seq;
	u64 line;
	u64 end_line;
	u64 end_seq;
	u64 last_line;
	const struct rec_note *notes;
	const struct rec_mount *mounts;
	u32 sid;
	u16 devno;
	u8 cc;
	bool ipl;
	s32 ret;
	struct rec_event *before;
	struct rec_event *during;
	bool driver_stop;
	bool hidden_end;
	struct rec_times times;
	struct css_orb orb;
	bool format1;
	struct rec_ccw *ccws;
	u32 n_ccws;
	const char *ended_by;
	struct rec_step *steps;
	u32 n_steps;
	bool no_steps;
	u8 scsw[sizeof(struct css_scsw)];
	bool has_irb;
	u8 irb[RECORDING_IRB];
};

/**
 * struct recording - a file
 * @path: its name
 * @emulator: emulator or tool that made it, as its header says
 * @programs: in the order in which they were started; NULL if they are read one by one
 * @n_programs: how many; while they are read one by one, how many were read
 * @sid: subsystem-identification word of the first one
 * @devno: its device number
 * @lines: lines of the file
 * @bytes: of the file, unpacked
 * @cut: the file is cut off: what is whole in it was read, until the last line
 * @unfinished: programs whose end was cut off; they are left out
 * @open: programs that have no end, of those that were given out
 * @after: events after the last one
 * @refused: requests that the driver refused; a replay leaves them out
 * @has_pmcw: @pmcw is valid
 * @pmcw: from the first STORE SUBCHANNEL
 * @lossy: bytes that went to the device are not recorded, so that its image cannot be
 *	rebuilt
 * @foreign: an event that no replay can repeat (a subchannel that goes, an operator
 *	doing anything else than mounting a tape), or NULL
 * @foreign_line: the line of the first
 * @arena: memory of all of the above
 */
struct recording {
	const char *path;
	const char *emulator;
	struct rec_program *programs;
	u32 n_programs;
	u32 sid;
	u16 devno;
	u64 lines;
	u64 bytes;
	bool cut;
	u32 unfinished;
	u32 open;
	struct rec_event *after;
	u32 refused;
	bool has_pmcw;
	struct css_pmcw pmcw;
	bool lossy;
	const char *foreign;
	u64 foreign_line;
	struct mem_arena *arena;
};

/**
 * recording_read() - read and check a recording as a whole
 * @rec: the recording; to be freed if true is returned
 * @path: .jsonl, or the same packed with xz; must outlive the recording
 * @problem: gets what is wrong with the file, and in which line
 *
 * Return: false if the file is not a recording, or has more than RECORDING_MAX_BYTES.
 */
bool recording_read(struct recording *rec, const char *path, struct problem *problem);
void recording_free(struct recording *rec);

struct recording_reader;

/**
 * recording_open() - begin to read a recording program by program
 * @rec: the recording; to be freed when its reader is closed, not before
 * @path: .jsonl, or the same packed with xz; must outlive the recording
 * @problem: says why it cannot be read, also later
 *
 * What @rec says of all programs is complete when the last one was read.
 *
 * Return: the reader, or NULL; then @rec need not be freed.
 */
struct recording_reader *recording_open(struct recording *rec, const char *path,
					struct problem *problem);

/**
 * recording_next() - the next program
 * @reader: the recording
 * @program: gets it; NULL after the last one.  It is valid until the next call
 *
 * The program is complete: events that name it have been read.
 *
 * Return: false if the file is not a recording.
 */
bool recording_next(struct recording_reader *reader, const struct rec_program **program);
void recording_close(struct recording_reader *reader);

/**
 * typedef recording_line - shows a line of the file when it is read
 * @data: as given
 * @event: the object in it
 * @line: its number, from 1
 * @program: the program it is about, or NULL; it is not complete yet
 */
typedef void recording_line(void *data, json_t *event, u64 line,
			    const struct rec_program *program);

/* Lets @show see all lines. */
void recording_show_lines(struct recording_reader *reader, recording_line *show, void *data);

#endif
