#pragma once
#include "CSystemd.h"

#include <systemd/sd-bus.h>

// What the files of this folder share.

// Fills `error` with why a call failed; returns r.
int adnet_bus_failed(int r, const sd_bus_error *reason, struct adnet_bus_error *error);
// Makes the call and takes over `message`; the caller frees the reply that it asks for.
int adnet_bus_call(sd_bus *bus, sd_bus_message *message, uint64_t timeout, sd_bus_message **reply,
                   struct adnet_bus_error *error);
// A call of systemd's manager, without its arguments.
int adnet_bus_manager_message(sd_bus *bus, sd_bus_message **message, const char *method,
                              struct adnet_bus_error *error);
// All properties of a unit, or of the manager for NULL; `interface` as for adnet_bus_properties.
int adnet_bus_get_all(sd_bus *bus, const char *unit, const char *interface, sd_bus_message **reply,
                      struct adnet_bus_error *error);
