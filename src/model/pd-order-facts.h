/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

/* What happens to an order on its way: who paid, what was sent, who came. Each is a list of the order's that grows after
 * its content is frozen. Who added a row and when is the platform's word. */

#define PD_FACT_AUTHOR(F)                                                                                    \
  F (ADDED_BY, "added_by", N_ ("Added by"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (ADDED_AT, "added_at", N_ ("Added at"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

/* A row of the ledger of money. It is never changed: what was wrong is reversed by a row that names it. */
#define PD_PAYMENT_FIELDS(F)                                                                                 \
  F (PAID_ON, "paid_on", N_ ("Paid on"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)              \
  F (KIND, "kind", N_ ("Direction"), CHOICE, 0, CHANGED, "money", TO_SAVE, PD_FIELD_PLAIN,                   \
     pd_payment_kind_choices)                                                                                \
  F (AMOUNT, "amount", N_ ("Amount"), MONEY, 0, CHANGED, "money", TO_SAVE, PD_FIELD_PLAIN, NULL)             \
  F (METHOD, "method", N_ ("Method"), CHOICE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,                       \
     pd_payment_method_choices)                                                                              \
  F (REFERENCE, "reference", N_ ("Reference"), TEXT, 64, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)         \
  F (PAYER, "payer", N_ ("Payer"), TEXT, 100, CHANGED, NULL, NEVER, PD_FIELD_PRIVATE, NULL)                  \
  F (REVERSES, "reverses", N_ ("Reverses"), REFERENCE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)        \
  F (STATEMENT_KEY, "statement_key", N_ ("Line of a statement"), TEXT, 120, CHANGED, NULL, NEVER,            \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 200, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  PD_FACT_AUTHOR (F)

#define PD_PARCEL_FIELDS(F)                                                                                  \
  F (CARRIER, "carrier", N_ ("Carrier"), TEXT, 40, CHANGED, "label", TO_SAVE, PD_FIELD_PLAIN, NULL)          \
  F (TRACKING_NUMBER, "tracking_number", N_ ("Tracking number"), TEXT, 40, CHANGED, "label", NEVER,          \
     PD_FIELD_SEARCH, NULL)                                                                                  \
  F (SENT_ON, "sent_on", N_ ("Sent on"), DATE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                \
  F (DELIVERED_ON, "delivered_on", N_ ("Delivered on"), DATE, 0, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL) \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 200, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  PD_FACT_AUTHOR (F)

/* How much of a line of the order is in a parcel; what names a claim is sent in exchange, beyond what was ordered. */
#define PD_PARCEL_ITEM_FIELDS(F)                                                                             \
  F (PARCEL_ID, "parcel_id", N_ ("Parcel"), REFERENCE, 0, CHANGED, "item", TO_SAVE, PD_FIELD_PLAIN, NULL)    \
  F (LINE_ID, "line_id", N_ ("Line"), REFERENCE, 0, CHANGED, "item", TO_SAVE, PD_FIELD_PLAIN, NULL)          \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL, 0, CHANGED, "item", TO_SAVE, PD_FIELD_PLAIN, NULL)      \
  F (SERIAL_NUMBERS, "serial_numbers", N_ ("Serial numbers"), TEXT, 2000, CHANGED, NULL, NEVER,              \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (CLAIM_ID, "claim_id", N_ ("In exchange for"), REFERENCE, 0, CHANGED, "item", NEVER, PD_FIELD_PLAIN,     \
     NULL)                                                                                                   \
  PD_FACT_AUTHOR (F)

/* What a carrier tells of a parcel. */
#define PD_TRACKING_FIELDS(F)                                                                                \
  F (HAPPENED_AT, "happened_at", N_ ("Time"), TIME, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)         \
  F (PARCEL_ID, "parcel_id", N_ ("Parcel"), REFERENCE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)      \
  F (KIND, "kind", N_ ("Event"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN,                          \
     pd_tracking_kind_choices)                                                                               \
  F (PLACE, "place", N_ ("Place"), TEXT, 100, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)                    \
  F (TEXT, "text", N_ ("Words of the carrier"), TEXT, 300, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)       \
  PD_FACT_AUTHOR (F)

/* What comes back: a row for each line of the order that does. */
#define PD_RETURN_FIELDS(F)                                                                                  \
  F (ASKED_ON, "asked_on", N_ ("Asked for on"), DATE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)       \
  F (KIND, "kind", N_ ("Kind"), CHOICE, 0, CHANGED, "item", TO_SAVE, PD_FIELD_PLAIN, pd_return_kind_choices) \
  F (LINE_ID, "line_id", N_ ("Line"), REFERENCE, 0, CHANGED, "item", TO_SAVE, PD_FIELD_PLAIN, NULL)          \
  F (QUANTITY, "quantity", N_ ("Quantity"), DECIMAL, 0, CHANGED, "item", NEVER, PD_FIELD_PLAIN, NULL)        \
  F (AMOUNT, "amount", N_ ("To be refunded"), MONEY, 0, CHANGED, "item", NEVER, PD_FIELD_PLAIN, NULL)        \
  F (REASON, "reason", N_ ("Reason"), TEXT, 200, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)               \
  F (CAME_BACK_ON, "came_back_on", N_ ("Came back on"), DATE, 0, CHANGED, "back", NEVER, PD_FIELD_PLAIN,     \
     NULL)                                                                                                   \
  F (CONDITION, "condition", N_ ("Condition"), CHOICE, 0, CHANGED, "back", NEVER, PD_FIELD_PLAIN,            \
     pd_return_condition_choices)                                                                            \
  PD_FACT_AUTHOR (F)

/* A date with the customer: the work on site, or the visit afterwards. */
#define PD_VISIT_FIELDS(F)                                                                                   \
  F (KIND, "kind", N_ ("Kind"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, pd_visit_kind_choices)    \
  F (STARTS_AT, "starts_at", N_ ("Starts at"), TIME, 0, CHANGED, "plan", NEVER, PD_FIELD_PLAIN, NULL)        \
  F (ENDS_AT, "ends_at", N_ ("Ends at"), TIME, 0, CHANGED, "plan", NEVER, PD_FIELD_PLAIN, NULL)              \
  F (TECHNICIAN, "technician", N_ ("Technician"), TEXT, 64, CHANGED, "plan", NEVER, PD_FIELD_PLAIN, NULL)    \
  F (CALLED_OFF, "called_off", N_ ("Called off because"), TEXT, 200, CHANGED, NULL, NEVER, PD_FIELD_PLAIN,   \
     NULL)                                                                                                   \
  F (DONE_ON, "done_on", N_ ("Done on"), DATE, 0, CHANGED, "result", NEVER, PD_FIELD_PLAIN, NULL)            \
  F (SIGNED_BY, "signed_by", N_ ("Signed off by"), TEXT, 50, CHANGED, "result", NEVER, PD_FIELD_PRIVATE,     \
     NULL)                                                                                                   \
  F (SATISFACTION, "satisfaction", N_ ("Satisfaction, 1 to 5"), INTEGER, 0, CHANGED, "result", NEVER,        \
     PD_FIELD_PLAIN, NULL)                                                                                   \
  F (PROBLEMS, "problems", N_ ("Open problems"), TEXT, 1000, CHANGED, "result", NEVER, PD_FIELD_PLAIN, NULL) \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 1000, APPEND, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  PD_FACT_AUTHOR (F)

/* A line of the checklist; which there are says pd-service-checklist.h. */
#define PD_CHECK_FIELDS(F)                                                                                   \
  F (KEY, "key", N_ ("Item"), TEXT, 40, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)                        \
  F (DONE, "done", N_ ("Done"), FLAG, 0, CHANGED, "answer", NEVER, PD_FIELD_PLAIN, NULL)                     \
  F (VALUE, "value", N_ ("Value"), TEXT, 300, CHANGED, "answer", NEVER, PD_FIELD_PLAIN, NULL)                \
  F (NOTE, "note", N_ ("Internal note"), TEXT, 500, CHANGED, NULL, NEVER, PD_FIELD_PLAIN, NULL)              \
  PD_FACT_AUTHOR (F)

#define PD_CONTACT_FIELDS(F)                                                                                 \
  F (HAPPENED_AT, "happened_at", N_ ("Time"), TIME, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)         \
  F (CHANNEL, "channel", N_ ("Channel"), CHOICE, 0, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN,                  \
     pd_contact_channel_choices)                                                                             \
  F (PERSON, "person", N_ ("Spoke with"), TEXT, 50, CHANGED, NULL, NEVER, PD_FIELD_PRIVATE, NULL)            \
  F (TEXT, "text", N_ ("What was said"), TEXT, 1000, CHANGED, NULL, TO_SAVE, PD_FIELD_PLAIN, NULL)           \
  PD_FACT_AUTHOR (F)

/* A step along the workflow, written by the platform alone: who, when, from which computer, why. */
#define PD_STEP_FIELDS(F)                                                                                    \
  F (HAPPENED_AT, "happened_at", N_ ("Time"), TIME, 0, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)            \
  F (COMMAND, "command", N_ ("Command"), TEXT, 40, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                \
  F (FROM, "from_place", N_ ("From"), TEXT, 40, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                   \
  F (TO, "to_place", N_ ("To"), TEXT, 40, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                         \
  F (BY, "done_by", N_ ("By"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)                          \
  F (COMPUTER, "computer", N_ ("Computer"), TEXT, 64, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)             \
  F (REASON, "reason", N_ ("Reason"), TEXT, 500, SERVER, NULL, NEVER, PD_FIELD_PLAIN, NULL)

#define F(id, ...) PD_PAYMENT_##id,
enum
{
  PD_PAYMENT_FIELDS (F) PD_PAYMENT_N_FIELDS
};
#undef F
#define F(id, ...) PD_PARCEL_##id,
enum
{
  PD_PARCEL_FIELDS (F) PD_PARCEL_N_FIELDS
};
#undef F
#define F(id, ...) PD_PARCEL_ITEM_##id,
enum
{
  PD_PARCEL_ITEM_FIELDS (F) PD_PARCEL_ITEM_N_FIELDS
};
#undef F
#define F(id, ...) PD_TRACKING_##id,
enum
{
  PD_TRACKING_FIELDS (F) PD_TRACKING_N_FIELDS
};
#undef F
#define F(id, ...) PD_RETURN_##id,
enum
{
  PD_RETURN_FIELDS (F) PD_RETURN_N_FIELDS
};
#undef F
#define F(id, ...) PD_VISIT_##id,
enum
{
  PD_VISIT_FIELDS (F) PD_VISIT_N_FIELDS
};
#undef F
#define F(id, ...) PD_CHECK_##id,
enum
{
  PD_CHECK_FIELDS (F) PD_CHECK_N_FIELDS
};
#undef F
#define F(id, ...) PD_CONTACT_##id,
enum
{
  PD_CONTACT_FIELDS (F) PD_CONTACT_N_FIELDS
};
#undef F
#define F(id, ...) PD_STEP_##id,
enum
{
  PD_STEP_FIELDS (F) PD_STEP_N_FIELDS
};
#undef F

/* In the history: somebody else does it, without a step of the workflow. */
#define PD_STEP_HAND_OVER "hand_over"

#define PD_PAYMENT_KIND_PAYMENT "payment"
#define PD_PAYMENT_KIND_REFUND "refund"
#define PD_TRACKING_KIND_DELIVERED "delivered"
#define PD_RETURN_KIND_RETURN "return"
#define PD_RETURN_KIND_EXCHANGE "exchange"
#define PD_RETURN_KIND_REFUND "refund"
#define PD_RETURN_CONDITION_DAMAGED "damaged"
#define PD_VISIT_KIND_WORK "work"
#define PD_VISIT_KIND_FOLLOW_UP "follow_up"

/* The lists of an order in the order of its type's table. */
typedef enum
{
  PD_ORDER_LIST_LINES,
  PD_ORDER_LIST_ATTACHMENTS,
  PD_ORDER_LIST_ELEMENTS,
  PD_ORDER_LIST_PAYMENTS,
  PD_ORDER_LIST_PARCELS,
  PD_ORDER_LIST_PARCEL_ITEMS,
  PD_ORDER_LIST_TRACKING,
  PD_ORDER_LIST_RETURNS,
  PD_ORDER_LIST_VISITS,
  PD_ORDER_LIST_CHECKS,
  PD_ORDER_LIST_CONTACTS,
  PD_ORDER_LIST_STEPS,
  PD_ORDER_N_LISTS
} PdOrderList;

extern const PdRecordType pd_payment_type;
extern const PdRecordType pd_parcel_type;
extern const PdRecordType pd_parcel_item_type;
extern const PdRecordType pd_tracking_type;
extern const PdRecordType pd_return_type;
extern const PdRecordType pd_visit_type;
extern const PdRecordType pd_check_type;
extern const PdRecordType pd_contact_type;
extern const PdRecordType pd_step_type;

PdRecord *pd_order_add_fact (PdRecord *order, PdOrderList list, gint64 now);
PdRecord *pd_order_reverse_payment (PdRecord *order, const char *payment_id, const char *today, gint64 now);
PdRecord *pd_order_add_statement_payment (PdRecord *order, const char *key, const char *paid_on);
gint64 pd_order_paid_amount (const PdRecord *order);
void pd_record_add_step (PdRecord *record,
                         gint64 now,
                         const char *command,
                         const char *from,
                         const char *to,
                         const char *by,
                         const char *computer,
                         const char *reason);
void pd_order_check_facts (const PdRecord *order, GPtrArray *problems);

G_END_DECLS
