/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

extern const PdChoice pd_device_state_choices[];
extern const PdChoice pd_device_event_choices[];

#define PD_DEVICE_STATE_IN_STOCK "in_stock"
#define PD_DEVICE_STATE_SENT "sent"
#define PD_DEVICE_STATE_INSTALLED "installed"
#define PD_DEVICE_STATE_IN_REPAIR "in_repair"
#define PD_DEVICE_STATE_SCRAPPED "scrapped"

#define PD_DEVICE_NUMBER_MAX 100

/* A device: one thing with a serial number, from its receipt on. Its id follows from the number, so that whoever writes of
 * it writes of the same one. Where it is, is a field and no workflow: a device is where somebody finds it. */
#define PD_DEVICE_FIELDS(F)                                                                                  \
  F (SERIAL_NUMBER, "serial_number", N_ ("Serial number"), TEXT, PD_DEVICE_NUMBER_MAX, CHANGED, NULL,        \
     TO_SAVE, PD_FIELD_SEARCH | PD_FIELD_NUMBER, NULL)                                                       \
  F (STATE, "state", N_ ("State"), CHOICE, 0, CHANGED, "place", TO_SAVE, PD_FIELD_INDEX,                     \
     pd_device_state_choices)                                                                                \
  F (GOOD_ID, "good_id", N_ ("Good"), REFERENCE, 0, CHANGED, "good", NEVER, PD_FIELD_INDEX, NULL)            \
  F (GOOD_NAME, "good_name", N_ ("Good or service"), TEXT, 100, CHANGED, "good", NEVER, PD_FIELD_SEARCH,     \
     NULL)                                                                                                   \
  F (BUYER_ID, "buyer_id", N_ ("Buyer"), REFERENCE, 0, CHANGED, "place", NEVER, PD_FIELD_INDEX, NULL)        \
  F (BUYER_NAME, "buyer_name", N_ ("Buyer name"), TEXT, 100, CHANGED, "place", NEVER,                        \
     PD_FIELD_SEARCH | PD_FIELD_PRIVATE, NULL)                                                               \
  F (ADDRESS, "address", N_ ("Address"), TEXT, 200, CHANGED, "place", NEVER, PD_FIELD_PRIVATE, NULL)         \
  F (INSTALLED_AT, "installed_at", N_ ("Installed at"), TIME, 0, CHANGED, "place", NEVER, PD_FIELD_PLAIN,    \
     NULL)                                                                                                   \
  F (TECHNICIAN, "technician", N_ ("Technician"), TEXT, 64, CHANGED, "place", NEVER, PD_FIELD_PLAIN, NULL)   \
  F (SOFTWARE_VERSION, "software_version", N_ ("Version of the software"), TEXT, 300, CHANGED, NULL, NEVER,  \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (ORDER_ID, "order_id", N_ ("Order"), REFERENCE, 0, CHANGED, "place", NEVER, PD_FIELD_INDEX, NULL)        \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 2000, APPEND, NULL, NEVER, PD_FIELD_SEARCH, NULL)             \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* What became of it, a row each time. */
#define PD_DEVICE_EVENT_FIELDS(F)                                                                            \
  F (HAPPENED_AT, "happened_at", N_ ("Time"), TIME, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)         \
  F (KIND, "kind", N_ ("Event"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, pd_device_event_choices) \
  F (TEXT, "text", N_ ("What was done"), TEXT, 500, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  F (ORDER_NUMBER, "order_number", N_ ("Order number"), TEXT, 40, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,      \
     NULL)                                                                                                   \
  F (ADDED_BY, "added_by", N_ ("Written by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)           \
  F (ADDED_AT, "added_at", N_ ("Written at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_DEVICE_##id,
enum
{
  PD_DEVICE_FIELDS (F) PD_DEVICE_N_FIELDS
};
#undef F
#define F(id, ...) PD_DEVICE_EVENT_##id,
enum
{
  PD_DEVICE_EVENT_FIELDS (F) PD_DEVICE_EVENT_N_FIELDS
};
#undef F

#define PD_DEVICE_EVENT_RECEIVED "received"
#define PD_DEVICE_EVENT_CAME_BACK "came_back"
#define PD_DEVICE_EVENT_LEFT "left"
#define PD_DEVICE_EVENT_INSTALLED "installed"
#define PD_DEVICE_EVENT_UPGRADED "upgraded"
#define PD_DEVICE_EVENT_MAINTAINED "maintained"
#define PD_DEVICE_EVENT_REVERSED "reversed"
#define PD_DEVICE_EVENT_NOTE "note"

extern const PdRecordType pd_device_type;
extern const PdRecordType pd_device_event_type;

char *pd_device_id (const char *tenant, const char *serial_number);
PdRecord *pd_device_new (const char *tenant, const char *serial_number);
PdRecord *pd_device_add_event (PdRecord *device,
                               const char *cause,
                               const char *kind,
                               const char *text,
                               const char *order_number,
                               gint64 at);
const char *pd_device_number_of_order (const PdRecord *order);
gboolean pd_device_follow_order (PdRecord *device, const PdRecord *order);
gboolean pd_device_follow_move (PdRecord *device, const PdRecord *move);

G_END_DECLS
