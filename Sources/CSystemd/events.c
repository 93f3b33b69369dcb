#include "CSystemd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

static const char manager[] = "org.freedesktop.systemd1.Manager";

static void read_event(sd_bus_message *message, struct adnet_bus_event *event) {
  if (sd_bus_message_is_signal(message, "org.freedesktop.DBus.Properties", "PropertiesChanged")) {
    char *unit = NULL;
    if (sd_bus_path_decode(sd_bus_message_get_path(message), "/org/freedesktop/systemd1/unit",
                           &unit) > 0) {
      event->kind = ADNET_BUS_UNIT_CHANGED;
      snprintf(event->unit, sizeof event->unit, "%s", unit);
    }
    free(unit);
  } else if (sd_bus_message_is_signal(message, manager, "JobRemoved")) {
    const char *unit = NULL, *result = NULL;
    if (sd_bus_message_read(message, "uoss", &event->job, NULL, &unit, &result) < 0) return;
    event->kind = ADNET_BUS_JOB_REMOVED;
    snprintf(event->unit, sizeof event->unit, "%s", unit);
    snprintf(event->result, sizeof event->result, "%s", result);
  } else if (sd_bus_message_is_signal(message, manager, "Reloading")) {
    if (sd_bus_message_read(message, "b", &event->reloading) >= 0)
      event->kind = ADNET_BUS_RELOADING;
  } else if (sd_bus_message_is_signal(message, manager, "UnitFilesChanged")) {
    event->kind = ADNET_BUS_FILES_CHANGED;
  } else if (sd_bus_message_is_signal(message, "org.freedesktop.DBus.Local", "Disconnected")) {
    event->kind = ADNET_BUS_DISCONNECTED;
  }
}

int adnet_bus_next(sd_bus *bus, struct adnet_bus_event *event) {
  memset(event, 0, sizeof *event);
  sd_bus_message *message = NULL;
  int r = sd_bus_process(bus, &message);
  if (r <= 0) return r;
  if (message) read_event(message, event);
  sd_bus_message_unref(message);
  return 1;
}
