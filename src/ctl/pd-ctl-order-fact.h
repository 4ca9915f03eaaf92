/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ctl/pd-ctl.h"
#include "model/pd-order-facts.h"

G_BEGIN_DECLS

/** PdCtlFact: a command that writes down what happened to one order. */
typedef struct _PdCtlFact PdCtlFact;

/**
 * PdCtlFactChange:
 * @fact: the work; its order is changed in place
 * @error: return location
 *
 * Returns: (transfer none) (nullable): the row of the order's list that is new or was changed; %NULL on failure
 */
typedef PdRecord *(*PdCtlFactChange) (PdCtlFact *fact, GError **error);

struct _PdCtlFact
{
  PdCtl *ctl;
  PdOrderList list;
  PdCtlFactChange change;
  gint64 now;              /* microseconds since 1970 in UTC */
  char *today;             /* (owned) "YYYY-MM-DD" */
  PdRecord *order;         /* (owned) (nullable) with its lines sorted */
  PdStoreSession *session; /* (borrowed) while the order is changed */
  GPtrArray *warnings;     /* (owned) of char*: what is said when it is saved; nothing that stops it */
  PdRecord *removed;       /* (owned) (nullable) a row that the order has no more */
  char *row_id;            /* (owned) (nullable) of what is new, was changed or removed */
};

/** PdCtlFactOption: an option whose value is a field of a row. */
typedef struct
{
  const char *option;
  guint field;
} PdCtlFactOption;

gboolean pd_ctl_order_fact (PdCtl *ctl, PdOrderList list, PdCtlFactChange change, GError **error);
gboolean pd_ctl_fact_set_options (const PdCtlFact *fact,
                                  PdRecord *row,
                                  const PdCtlFactOption *options,
                                  guint n_options,
                                  GError **error);
gboolean pd_ctl_fact_set_time (const PdCtlFact *fact,
                               PdRecord *row,
                               const char *option,
                               guint field,
                               const char *day,
                               GError **error);
PdRecord *pd_ctl_fact_find_row (const PdRecord *order, PdOrderList list, const char *name, GError **error);
guint pd_ctl_fact_number (const PdRecord *order, PdOrderList list, const char *id);
gboolean pd_ctl_fact_fail (GError **error, const char *sentence);
PdRecord *pd_ctl_order_read (PdCtl *ctl, GError **error);
char *pd_ctl_fact_text (const PdRecord *order, PdOrderList list, const PdRecord *row);
void pd_ctl_order_list_json (PdCtl *ctl, const PdRecord *order, PdOrderList list);
gboolean pd_ctl_order_list_print (PdCtl *ctl, const PdRecord *order, PdOrderList list);

G_END_DECLS
