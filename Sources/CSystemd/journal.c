#define SD_JOURNAL_SUPPRESS_LOCATION
#include "CSystemd.h"

#include <systemd/sd-journal.h>

int adnet_journal_send(const struct iovec *fields, int count) {
  return sd_journal_sendv(fields, count);
}
