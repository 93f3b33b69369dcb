#include "calls.h"

#include <stdbool.h>

static int property(sd_bus_message *m, const char *name, const char *type, const char *value) {
  return sd_bus_message_append(m, "(sv)", name, type, value);
}

static int flag(sd_bus_message *m, const char *name, bool value) {
  return sd_bus_message_append(m, "(sv)", name, "b", (int)value);
}

static int words(sd_bus_message *m, const char *name, char *const *list) {
  int r = sd_bus_message_open_container(m, 'r', "sv");
  if (r >= 0) r = sd_bus_message_append_basic(m, 's', name);
  if (r >= 0) r = sd_bus_message_open_container(m, 'v', "as");
  if (r >= 0) r = sd_bus_message_append_strv(m, (char **)list);
  if (r >= 0) r = sd_bus_message_close_container(m);
  if (r >= 0) r = sd_bus_message_close_container(m);
  return r;
}

// As systemd.service(5)'s ExecStart=:, which puts nothing in the place of $ in its words.
static int command(sd_bus_message *m, const char *program, char *const *arguments) {
  char *const options[] = {"no-env-expand", NULL};
  int r = sd_bus_message_open_container(m, 'r', "sv");
  if (r >= 0) r = sd_bus_message_append_basic(m, 's', "ExecStartEx");
  if (r >= 0) r = sd_bus_message_open_container(m, 'v', "a(sasas)");
  if (r >= 0) r = sd_bus_message_open_container(m, 'a', "(sasas)");
  if (r >= 0) r = sd_bus_message_open_container(m, 'r', "sasas");
  if (r >= 0) r = sd_bus_message_append_basic(m, 's', program);
  if (r >= 0) r = sd_bus_message_append_strv(m, (char **)arguments);
  if (r >= 0) r = sd_bus_message_append_strv(m, (char **)options);
  for (int i = 0; r >= 0 && i < 4; i++) r = sd_bus_message_close_container(m);
  return r;
}

static int fill(sd_bus_message *m, const struct adnet_transient *t) {
  int r = sd_bus_message_append(m, "ss", t->name, "fail");
  if (r >= 0) r = sd_bus_message_open_container(m, 'a', "(sv)");
  if (r >= 0) r = property(m, "Description", "s", t->description);
  if (r >= 0) r = property(m, "User", "s", t->user);
  if (r >= 0) r = property(m, "Group", "s", t->group);
  if (r >= 0) r = property(m, "WorkingDirectory", "s", t->folder);
  if (r >= 0) r = flag(m, "SendSIGKILL", false);
  if (r >= 0) r = sd_bus_message_append(m, "(sv)", "TimeoutStopUSec", "t", UINT64_MAX);
  if (r >= 0) r = words(m, "Environment", t->environment);
  if (r >= 0) r = command(m, t->program, t->arguments);
  if (r >= 0) r = sd_bus_message_close_container(m);
  if (r >= 0) r = sd_bus_message_append(m, "a(sa(sv))", 0);
  return r;
}

int adnet_bus_start_transient(sd_bus *bus, const struct adnet_transient *unit,
                              struct adnet_bus_error *error) {
  sd_bus_message *message = NULL;
  int r = adnet_bus_manager_message(bus, &message, "StartTransientUnit", error);
  if (r < 0) return r;
  r = fill(message, unit);
  if (r < 0) {
    sd_bus_message_unref(message);
    return adnet_bus_failed(r, &SD_BUS_ERROR_NULL, error);
  }
  return adnet_bus_call(bus, message, 0, NULL, error);
}
