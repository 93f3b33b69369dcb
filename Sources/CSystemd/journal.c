#define SD_JOURNAL_SUPPRESS_LOCATION
#include "CSystemd.h"

#include <stdio.h>
#include <string.h>
#include <systemd/sd-journal.h>

int adnet_journal_send(const struct iovec *fields, int count) {
  return sd_journal_sendv(fields, count);
}

// "Out of memory: Killed process 123 (name) total-vm:…": __oom_kill_process in mm/oom_kill.c.
static int parse(const char *message, size_t length, int32_t *pid, char name[16]) {
  char text[256];
  if (length >= sizeof text) length = sizeof text - 1;
  memcpy(text, message, length);
  text[length] = 0;
  const char *at = strstr(text, "Killed process ");
  return at && sscanf(at, "Killed process %d (%15[^)])", pid, name) == 2;
}

int adnet_journal_kills(uint64_t since, adnet_journal_kill visit, void *context) {
  sd_journal *journal = NULL;
  int result = sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM);
  if (result < 0) return result;
  result = sd_journal_add_match(journal, "_TRANSPORT=kernel", 0);
  if (result >= 0) result = sd_journal_seek_realtime_usec(journal, since);
  while (result >= 0 && (result = sd_journal_next(journal)) > 0) {
    const void *data;
    size_t length;
    uint64_t when;
    int32_t pid;
    char name[16];
    if (sd_journal_get_data(journal, "MESSAGE", &data, &length) < 0) continue;
    if (sd_journal_get_realtime_usec(journal, &when) < 0 || when < since) continue;
    if (parse(data, length, &pid, name)) visit(pid, name, when, context);
  }
  sd_journal_close(journal);
  return result < 0 ? result : 0;
}
