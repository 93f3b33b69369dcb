#include "calls.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char service[] = "org.freedesktop.systemd1";
static const char manager_path[] = "/org/freedesktop/systemd1";
static const char manager[] = "org.freedesktop.systemd1.Manager";
static const char units_path[] = "/org/freedesktop/systemd1/unit";

int adnet_bus_open(sd_bus **bus, uint64_t call_timeout_usec) {
  int r = sd_bus_open_system(bus);
  if (r < 0) return r;
  return sd_bus_set_method_call_timeout(*bus, call_timeout_usec);
}

void adnet_bus_close(sd_bus *bus) { sd_bus_close_unref(bus); }

int adnet_bus_wants(sd_bus *bus, int *fd, int *events, uint64_t *until_usec) {
  int r = sd_bus_get_fd(bus);
  if (r < 0) return r;
  *fd = r;
  r = sd_bus_get_events(bus);
  if (r < 0) return r;
  *events = r;
  r = sd_bus_get_timeout(bus, until_usec);
  if (r == 0) *until_usec = UINT64_MAX;
  return r < 0 ? r : 0;
}

int adnet_bus_failed(int r, const sd_bus_error *reason, struct adnet_bus_error *error) {
  const char *name = reason->name ? reason->name : "";
  const char *text = reason->message ? reason->message : strerror(-r);
  snprintf(error->name, sizeof error->name, "%s", name);
  snprintf(error->text, sizeof error->text, "%s", text);
  return r;
}

int adnet_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t timeout, sd_bus_message **reply,
                   struct adnet_bus_error *error) {
  sd_bus_error reason = SD_BUS_ERROR_NULL;
  int r = sd_bus_call(bus, message, timeout, &reason, reply);
  if (r < 0) adnet_bus_failed(r, &reason, error);
  sd_bus_error_free(&reason);
  sd_bus_message_unref(message);
  return r < 0 ? r : 0;
}

int adnet_bus_manager_message(sd_bus *bus, sd_bus_message **message, const char *method,
                              struct adnet_bus_error *error) {
  int r = sd_bus_message_new_method_call(bus, message, service, manager_path, manager, method);
  return r < 0 ? adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error) : 0;
}

int adnet_bus_get_all(sd_bus *bus, const char *unit, const char *interface, sd_bus_message **reply,
                      struct adnet_bus_error *error) {
  sd_bus_error reason = SD_BUS_ERROR_NULL;
  char *path = NULL;
  char full[64];
  snprintf(full, sizeof full, "org.freedesktop.systemd1.%s", interface);
  int r = unit ? sd_bus_path_encode(units_path, unit, &path) : 0;
  if (r >= 0)
    r = sd_bus_call_method(bus, service, unit ? path : manager_path,
                           "org.freedesktop.DBus.Properties", "GetAll", &reason, reply, "s", full);
  if (r < 0) adnet_bus_failed(r, &reason, error);
  sd_bus_error_free(&reason);
  free(path);
  return r < 0 ? r : 0;
}

static int simple(sd_bus *bus, const char *method, const char *unit, uint64_t timeout,
                  struct adnet_bus_error *error) {
  sd_bus_message *message = NULL;
  int r = adnet_bus_manager_message(bus, &message, method, error);
  if (r < 0) return r;
  if (unit) {
    r = sd_bus_message_append_basic(message, 's', unit);
    if (r < 0) {
      sd_bus_message_unref(message);
      return adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error);
    }
  }
  return adnet_bus_call(bus, message, timeout, NULL, error);
}

int adnet_bus_reset_failed(sd_bus *bus, const char *unit, struct adnet_bus_error *error) {
  return simple(bus, "ResetFailedUnit", unit, 0, error);
}

int adnet_bus_reload(sd_bus *bus, uint64_t timeout_usec, struct adnet_bus_error *error) {
  return simple(bus, "Reload", NULL, timeout_usec, error);
}

int adnet_bus_job(sd_bus *bus, const char *method, const char *unit, uint32_t *job,
                  struct adnet_bus_error *error) {
  sd_bus_message *message = NULL, *reply = NULL;
  int r = adnet_bus_manager_message(bus, &message, method, error);
  if (r < 0) return r;
  r = sd_bus_message_append(message, "ss", unit, "replace");
  if (r < 0) {
    sd_bus_message_unref(message);
    return adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error);
  }
  r = adnet_bus_call(bus, message, 0, &reply, error);
  if (r < 0) return r;
  const char *path = NULL;
  unsigned number = 0;
  r = sd_bus_message_read_basic(reply, 'o', &path);
  if (r >= 0 && sscanf(path, "/org/freedesktop/systemd1/job/%u", &number) != 1) r = -EBADMSG;
  *job = number;
  sd_bus_message_unref(reply);
  return r < 0 ? adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error) : 0;
}

// Both flags off: below /etc for good, and nothing of the operator's is overwritten.
static int change_files(sd_bus *bus, const char *method, const char *unit, int flags,
                        struct adnet_bus_error *error) {
  char *units[] = {(char *)unit, NULL};
  sd_bus_message *message = NULL;
  int r = adnet_bus_manager_message(bus, &message, method, error);
  if (r < 0) return r;
  r = sd_bus_message_append_strv(message, units);
  for (int i = 0; r >= 0 && i < flags; i++) r = sd_bus_message_append(message, "b", 0);
  if (r < 0) {
    sd_bus_message_unref(message);
    return adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error);
  }
  return adnet_bus_call(bus, message, 0, NULL, error);
}

int adnet_bus_enable(sd_bus *bus, const char *unit, struct adnet_bus_error *error) {
  return change_files(bus, "EnableUnitFiles", unit, 2, error);
}

int adnet_bus_disable(sd_bus *bus, const char *unit, struct adnet_bus_error *error) {
  return change_files(bus, "DisableUnitFiles", unit, 1, error);
}

int adnet_bus_mask(sd_bus *bus, const char *unit, struct adnet_bus_error *error) {
  return change_files(bus, "MaskUnitFiles", unit, 2, error);
}

int adnet_bus_unmask(sd_bus *bus, const char *unit, struct adnet_bus_error *error) {
  return change_files(bus, "UnmaskUnitFiles", unit, 1, error);
}

// Asked of the bus directly: the signals then come out of sd_bus_process as plain messages.
static int match(sd_bus *bus, const char *rule, struct adnet_bus_error *error) {
  sd_bus_message *message = NULL;
  int r = sd_bus_message_new_method_call(bus, &message, "org.freedesktop.DBus",
                                         "/org/freedesktop/DBus", "org.freedesktop.DBus",
                                         "AddMatch");
  if (r >= 0) r = sd_bus_message_append_basic(message, 's', rule);
  if (r < 0) {
    sd_bus_message_unref(message);
    return adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error);
  }
  return adnet_bus_call(bus, message, 0, NULL, error);
}

int adnet_bus_subscribe(sd_bus *bus, struct adnet_bus_error *error) {
  int r = match(bus,
                "type='signal',sender='org.freedesktop.systemd1',"
                "interface='org.freedesktop.systemd1.Manager',member='Reloading'",
                error);
  if (r >= 0)
    r = match(bus,
              "type='signal',sender='org.freedesktop.systemd1',"
              "interface='org.freedesktop.systemd1.Manager',member='UnitFilesChanged'",
              error);
  return r < 0 ? r : simple(bus, "Subscribe", NULL, 0, error);
}

int adnet_bus_watch(sd_bus *bus, const char *unit, struct adnet_bus_error *error) {
  char rule[1024];
  char *path = NULL;
  int r = sd_bus_path_encode(units_path, unit, &path);
  if (r < 0) return adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error);
  snprintf(rule, sizeof rule,
           "type='signal',sender='org.freedesktop.systemd1',path='%s',"
           "interface='org.freedesktop.DBus.Properties',member='PropertiesChanged'",
           path);
  free(path);
  r = match(bus, rule, error);
  if (r < 0) return r;
  snprintf(rule, sizeof rule,
           "type='signal',sender='org.freedesktop.systemd1',"
           "interface='org.freedesktop.systemd1.Manager',member='JobRemoved',arg2='%s'",
           unit);
  return match(bus, rule, error);
}
