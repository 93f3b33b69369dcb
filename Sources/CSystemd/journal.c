#define SD_JOURNAL_SUPPRESS_LOCATION
#include "CSystemd.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <systemd/sd-journal.h>

int adnet_journal_send(const struct iovec *fields, int count) {
  return sd_journal_sendv(fields, count);
}

int adnet_journal_unit(const char *unit, uint64_t since, int limit, adnet_journal_line visit,
                       void *context) {
  char match[300];
  if (snprintf(match, sizeof match, "_SYSTEMD_UNIT=%s", unit) >= (int)sizeof match) return -EINVAL;
  sd_journal *journal = NULL;
  // A unit of an account of people writes into that account's journal.
  int result = sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY);
  if (result < 0) return result;
  // This boot is the newest entry's, whosever it is: in a container journald may know it under
  // another name than we do.
  sd_id128_t own;
  uint64_t newest;
  result = sd_journal_seek_tail(journal);
  if (result >= 0) result = sd_journal_previous(journal);
  if (result > 0) result = sd_journal_get_monotonic_usec(journal, &newest, &own);
  if (result >= 0) result = sd_journal_add_match(journal, match, 0);
  // The newest are the ones that count: backwards, and at most `limit`.
  if (result >= 0) result = sd_journal_seek_tail(journal);
  while (result >= 0 && limit-- > 0 && (result = sd_journal_previous(journal)) > 0) {
    const void *data;
    size_t length;
    uint64_t when;
    sd_id128_t boot;
    // By the clock that nobody sets. An entry of another boot ends it.
    if (sd_journal_get_monotonic_usec(journal, &when, &boot) < 0 || when <= since ||
        !sd_id128_equal(boot, own))
      break;
    if (sd_journal_get_data(journal, "MESSAGE", &data, &length) < 0 || length < 8) continue;
    // A field comes as "MESSAGE=…".
    visit((const uint8_t *)data + 8, length - 8, when, context);
  }
  sd_journal_close(journal);
  return result < 0 ? result : 0;
}

struct victim {
  int32_t pid;
  char group[256];
};

// "oom-kill:constraint=…,task_memcg=/adnet.slice/alphaos.service,task=alphaos,pid=123,uid=…":
// mem_cgroup_print_oom_context in mm/memcontrol.c. It comes before the kill, or not at all when
// there are many.
static void note_victim(const char *text, struct victim *victim) {
  if (strncmp(text, "oom-kill:", 9) != 0) return;
  const char *group = strstr(text, ",task_memcg="), *pid = strstr(text, ",pid=");
  victim->pid = 0;
  if (group && pid && sscanf(group, ",task_memcg=%255[^,]", victim->group) == 1)
    sscanf(pid, ",pid=%d", &victim->pid);
}

// "Out of memory: Killed process 123 (name) total-vm:…": __oom_kill_process in mm/oom_kill.c.
static int parse_kill(const char *text, int32_t *pid, char name[16]) {
  const char *at = strstr(text, "Killed process ");
  return at && sscanf(at, "Killed process %d (%15[^)])", pid, name) == 2;
}

int adnet_journal_kills(uint64_t since, adnet_journal_kill visit, void *context) {
  sd_journal *journal = NULL;
  int result = sd_journal_open(&journal, SD_JOURNAL_LOCAL_ONLY | SD_JOURNAL_SYSTEM);
  if (result < 0) return result;
  result = sd_journal_add_match(journal, "_TRANSPORT=kernel", 0);
  if (result >= 0) result = sd_journal_seek_realtime_usec(journal, since);
  struct victim victim = {0};
  while (result >= 0 && (result = sd_journal_next(journal)) > 0) {
    const void *data;
    size_t length;
    uint64_t when;
    int32_t pid;
    char name[16], text[1024];
    if (sd_journal_get_data(journal, "MESSAGE", &data, &length) < 0) continue;
    if (sd_journal_get_realtime_usec(journal, &when) < 0 || when < since) continue;
    if (length >= sizeof text) length = sizeof text - 1;
    memcpy(text, data, length);
    text[length] = 0;
    // A field comes as "MESSAGE=…".
    note_victim(text + strcspn(text, "=") + 1, &victim);
    if (parse_kill(text, &pid, name))
      visit(pid, name, victim.pid == pid ? victim.group : "", when, context);
  }
  sd_journal_close(journal);
  return result < 0 ? result : 0;
}
