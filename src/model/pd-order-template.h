/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"
#include "model/pd-recurrence.h"

G_BEGIN_DECLS

/* Bytes of an order's content as it is kept: a record's text has no more on the wire. It does for some 150 lines. */
#define PD_ORDER_TEMPLATE_MAX_BYTES (60 * 1024)

/* The content of orders that are made again and again, by hand or by the platform on certain dates. The content is one
 * text (pd-wire-template.h): what two people made of it differently is theirs to decide. How far the platform has come is
 * its own to say; the next date follows from that and from when the orders are to be made. */
#define PD_ORDER_TEMPLATE_FIELDS(F)                                                                          \
  F (NAME, "name", N_ ("Name"), TEXT, 60, CHANGED, NULL, TO_SAVE, PD_FIELD_SEARCH | PD_FIELD_INDEX, NULL)    \
  F (CONTENT, "content", N_ ("Content of the order"), TEXT, PD_ORDER_TEMPLATE_MAX_BYTES, CHANGED, NULL,      \
     TO_SAVE, PD_FIELD_PRIVATE, NULL)                                                                        \
  F (PAUSED, "paused", N_ ("Paused"), FLAG, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                   \
  F (EVERY, "every", N_ ("Repeats"), CHOICE, 0, CHANGED, "schedule", NEVER, PD_FIELD_PLAIN,                  \
     pd_recurrence_choices)                                                                                  \
  F (INTERVAL, "interval", N_ ("Interval"), INTEGER, 0, CHANGED, "schedule", NEVER, PD_FIELD_PLAIN, NULL)    \
  F (START_DATE, "start_date", N_ ("First date"), DATE, 0, CHANGED, "schedule", NEVER, PD_FIELD_PLAIN, NULL) \
  F (UNTIL_DATE, "until_date", N_ ("Until"), DATE, 0, CHANGED, "schedule", NEVER, PD_FIELD_PLAIN, NULL)      \
  F (PASSED_DATE, "passed_date", N_ ("Made up to"), DATE, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)      \
  F (TROUBLE, "trouble", N_ ("Why none was made"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)     \
  F (CREATED_BY, "created_by", N_ ("Entered by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_BY, "changed_by", N_ ("Changed by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  F (CHANGED_AT, "changed_at", N_ ("Changed at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_ORDER_TEMPLATE_##id,
enum
{
  PD_ORDER_TEMPLATE_FIELDS (F) PD_ORDER_TEMPLATE_N_FIELDS
};
#undef F

extern const PdRecordType pd_order_template_type;

char *pd_order_template_next (const PdRecord *order_template);
char *pd_order_template_schedule_text (const PdRecord *order_template);
gboolean pd_order_template_resumes (const PdRecord *before, const PdRecord *after);
char *pd_order_template_obstacle (const PdRecord *before, const PdRecord *after, const char *today);
char *pd_order_template_key (const PdRecord *order_template, const char *date);
char *pd_order_template_of_order (const PdRecord *order);

G_END_DECLS
