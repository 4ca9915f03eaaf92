/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-visit.h"

#include "ctl/pd-ctl-entry.h"
#include "ctl/pd-ctl-order-fact.h"
#include "ctl/pd-ctl-order-visits.h"
#include "ctl/pd-ctl-text.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const PdCtlFactOption visit_options[] = {
  { "kind", PD_VISIT_KIND },
  { "technician", PD_VISIT_TECHNICIAN },
  { "call-off", PD_VISIT_CALLED_OFF },
  { "done", PD_VISIT_DONE_ON },
  { "satisfaction", PD_VISIT_SATISFACTION },
  { "problems", PD_VISIT_PROBLEMS },
  { "note", PD_VISIT_NOTE },
};

/* The work on site is done by whom the order is assigned to, unless another one is named. */
static void
choose_technician (PdRecord *order, PdRecord *visit)
{
  if (!pd_record_has (visit, PD_VISIT_TECHNICIAN) &&
      g_strcmp0 (pd_record_get_text (visit, PD_VISIT_KIND), PD_VISIT_KIND_WORK) == 0)
    pd_record_set_text (visit, PD_VISIT_TECHNICIAN, pd_record_get_text (order, PD_ORDER_ASSIGNEE));
}

/* A time that stands alone is of the day on which the visit starts. */
static gboolean
set_times (const PdCtlFact *fact, PdRecord *visit, GError **error)
{
  g_autofree char *start = NULL;

  if (!pd_ctl_fact_set_time (fact, visit, "from", PD_VISIT_STARTS_AT, NULL, error))
    return FALSE;
  if (pd_record_has (visit, PD_VISIT_STARTS_AT))
    start = pd_ctl_time_text (pd_record_get_integer (visit, PD_VISIT_STARTS_AT));
  if (start != NULL && strchr (start, ' ') != NULL)
    *strchr (start, ' ') = '\0';
  return pd_ctl_fact_set_time (fact, visit, "to", PD_VISIT_ENDS_AT, start, error);
}

static PdRecord *
visit_change (PdCtlFact *fact, GError **error)
{
  const char *name = pd_ctl_arguments_positional (fact->ctl->arguments, 1);
  PdRecord *visit = name != NULL ? pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_VISITS, name, error)
                                 : pd_order_add_fact (fact->order, PD_ORDER_LIST_VISITS, fact->now);

  if (visit == NULL)
    return NULL;
  if (name == NULL)
    pd_record_set_text (visit, PD_VISIT_KIND, PD_VISIT_KIND_WORK);
  if (!set_times (fact, visit, error) ||
      !pd_ctl_fact_set_options (fact, visit, visit_options, G_N_ELEMENTS (visit_options), error))
    return NULL;
  if (pd_record_has (visit, PD_VISIT_SATISFACTION) && !pd_record_has (visit, PD_VISIT_DONE_ON))
    pd_record_set_text (visit, PD_VISIT_DONE_ON, fact->today);
  choose_technician (fact->order, visit);
  return pd_ctl_order_warn_of_clashes (fact, visit, error) ? visit : NULL;
}

/**
 * pd_ctl_order_visit:
 *
 * Agrees on a visit, or moves, calls off or reports the one that the second argument names.
 */
gboolean
pd_ctl_order_visit (PdCtl *ctl, GError **error)
{
  if (g_hash_table_size (ctl->arguments->options) == 0)
    {
      g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                           _ ("Say when with --from and --to, or what became of the visit."));
      return FALSE;
    }
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_VISITS, visit_change, error);
}

/* The last visit for the work that was not called off. */
static PdRecord *
last_work (const PdRecord *order)
{
  GPtrArray *visits = pd_record_get_list (order, PD_ORDER_LIST_VISITS);

  for (guint i = visits->len; i > 0; i--)
    {
      PdRecord *visit = g_ptr_array_index (visits, i - 1);

      if (g_strcmp0 (pd_record_get_text (visit, PD_VISIT_KIND), PD_VISIT_KIND_WORK) == 0 &&
          !pd_record_has (visit, PD_VISIT_CALLED_OFF))
        return visit;
    }
  return NULL;
}

static PdRecord *
sign_off_change (PdCtlFact *fact, GError **error)
{
  static const PdCtlFactOption options[] = {
    { "by", PD_VISIT_SIGNED_BY },
    { "date", PD_VISIT_DONE_ON },
    { "note", PD_VISIT_NOTE },
  };
  const char *name = pd_ctl_arguments_get (fact->ctl->arguments, "visit");
  PdRecord *visit = name != NULL ? pd_ctl_fact_find_row (fact->order, PD_ORDER_LIST_VISITS, name, error)
                                 : last_work (fact->order);

  if (visit == NULL && name == NULL)
    (void) pd_ctl_fact_fail (error, _ ("There is no visit to sign off: enter one with “order visit” first."));
  if (visit == NULL)
    return NULL;
  pd_record_set_text (visit, PD_VISIT_DONE_ON, fact->today);
  return pd_ctl_fact_set_options (fact, visit, options, G_N_ELEMENTS (options), error) ? visit : NULL;
}

/**
 * pd_ctl_order_sign_off:
 *
 * Enters who of the customer's people signed the work off.
 */
gboolean
pd_ctl_order_sign_off (PdCtl *ctl, GError **error)
{
  if (pd_ctl_arguments_has (ctl->arguments, "by"))
    return pd_ctl_order_fact (ctl, PD_ORDER_LIST_VISITS, sign_off_change, error);
  g_set_error_literal (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE,
                       _ ("Name with --by who signed the work off."));
  return FALSE;
}

static PdRecord *
contact_change (PdCtlFact *fact, GError **error)
{
  static const PdCtlFactOption options[] = {
    { "channel", PD_CONTACT_CHANNEL },
    { "person", PD_CONTACT_PERSON },
  };
  PdRecord *contact = pd_order_add_fact (fact->order, PD_ORDER_LIST_CONTACTS, fact->now);

  pd_record_set_integer (contact, PD_CONTACT_HAPPENED_AT, fact->now);
  pd_record_set_text (contact, PD_CONTACT_CHANNEL, "phone");
  return pd_ctl_entry_set_field (contact, PD_CONTACT_TEXT, "TEXT",
                                 pd_ctl_arguments_positional (fact->ctl->arguments, 1), error) &&
                 pd_ctl_fact_set_time (fact, contact, "at", PD_CONTACT_HAPPENED_AT, NULL, error) &&
                 pd_ctl_fact_set_options (fact, contact, options, G_N_ELEMENTS (options), error)
             ? contact
             : NULL;
}

/**
 * pd_ctl_order_contact:
 *
 * Writes down what was said with the customer.
 */
gboolean
pd_ctl_order_contact (PdCtl *ctl, GError **error)
{
  return pd_ctl_order_fact (ctl, PD_ORDER_LIST_CONTACTS, contact_change, error);
}
