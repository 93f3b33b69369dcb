#pragma once
#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

// libsystemd as Swift can call it: without variadic functions, and with a fixed set of calls.
// All functions return a negative errno on failure; those with an `error` also fill it.

struct sd_bus;

struct adnet_bus_error {
  char name[128]; // the D-Bus error, empty when the bus itself failed
  char text[256];
};

int adnet_bus_open(struct sd_bus **bus, uint64_t call_timeout_usec);
void adnet_bus_close(struct sd_bus *bus);
// What to poll for, and until when at most (CLOCK_MONOTONIC, UINT64_MAX for no limit).
int adnet_bus_wants(struct sd_bus *bus, int *fd, int *events, uint64_t *until_usec);

enum adnet_bus_event_kind {
  ADNET_BUS_OTHER,
  ADNET_BUS_UNIT_CHANGED,
  ADNET_BUS_JOB_REMOVED,
  ADNET_BUS_RELOADING,
  ADNET_BUS_FILES_CHANGED,
  ADNET_BUS_DISCONNECTED,
};

struct adnet_bus_event {
  enum adnet_bus_event_kind kind;
  char unit[256];
  char result[32];
  uint32_t job;
  int reloading;
};

// 1: `event` is filled, perhaps with ADNET_BUS_OTHER; 0: nothing more to do for now.
int adnet_bus_next(struct sd_bus *bus, struct adnet_bus_event *event);

int adnet_bus_subscribe(struct sd_bus *bus, struct adnet_bus_error *error);
int adnet_bus_watch(struct sd_bus *bus, const char *unit, struct adnet_bus_error *error);

// Only one of text (for strings and for bytes as hex digits) and number is set. Called for each
// string of an array.
typedef void (*adnet_property)(void *context, const char *name, const char *text, uint64_t number);
// `interface` is one of org.freedesktop.systemd1, such as "Unit".
int adnet_bus_properties(struct sd_bus *bus, const char *unit, const char *interface,
                         adnet_property handler, void *context, struct adnet_bus_error *error);

// A value as text: numbers in decimal digits, "infinity" for the greatest 64-bit one, "yes" and "no",
// of bytes their number alone. A list's elements are rows, and a struct in it several values of one
// row. Called with NULL first for each property.
typedef void (*adnet_value)(void *context, const char *name, int row, const char *text);
// All properties, whatever their types. Without a unit those of systemd itself.
int adnet_bus_values(struct sd_bus *bus, const char *unit, const char *interface,
                     adnet_value visit, void *context, struct adnet_bus_error *error);

// `method`: StartUnit or StopUnit, in mode "replace".
int adnet_bus_job(struct sd_bus *bus, const char *method, const char *unit, uint32_t *job,
                  struct adnet_bus_error *error);
int adnet_bus_reset_failed(struct sd_bus *bus, const char *unit, struct adnet_bus_error *error);
int adnet_bus_enable(struct sd_bus *bus, const char *unit, struct adnet_bus_error *error);
int adnet_bus_disable(struct sd_bus *bus, const char *unit, struct adnet_bus_error *error);
int adnet_bus_mask(struct sd_bus *bus, const char *unit, struct adnet_bus_error *error);
int adnet_bus_unmask(struct sd_bus *bus, const char *unit, struct adnet_bus_error *error);
// A service that has no file and is gone with its end, started at once. Its words are handed over as
// they are: nothing in them is syntax of a unit file. Lists end with NULL.
struct adnet_transient {
  const char *name, *description, *user, *group, *folder, *program;
  char *const *arguments; // with the program's own name in front
  char *const *environment; // NAME=value
};
int adnet_bus_start_transient(struct sd_bus *bus, const struct adnet_transient *unit,
                              struct adnet_bus_error *error);

int adnet_bus_reload(struct sd_bus *bus, uint64_t timeout_usec, struct adnet_bus_error *error);

int adnet_journal_send(const struct iovec *fields, int count);

// A line of a unit's log: not ended by 0, and by CLOCK_MONOTONIC.
typedef void (*adnet_journal_line)(const uint8_t *text, size_t length, uint64_t monotonic_usec,
                                   void *context);
// Calls `visit` for the lines of this boot since then, the newest first, at most `limit`. 0, or
// -errno; without the right to read the journal there are none.
int adnet_journal_unit(const char *unit, uint64_t since_monotonic_usec, int limit,
                       adnet_journal_line visit, void *context);

// A process that the kernel killed for lack of memory. `group` is its cgroup's path, or empty.
typedef void (*adnet_journal_kill)(int32_t pid, const char *name, const char *group,
                                   uint64_t unix_usec, void *context);
// Calls `visit` for each since then, by the kernel's own log. 0, or -errno; without the right to
// read the journal there are none.
int adnet_journal_kills(uint64_t since_unix_usec, adnet_journal_kill visit, void *context);
