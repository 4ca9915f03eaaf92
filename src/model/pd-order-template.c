/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-order-template.h"

#include "model/pd-id.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What orders of a template are "imported" as: no file and no shop has such a name. */
#define KEY_PREFIX "template:"
#define ID_LENGTH 36

static void
check_schedule (const PdRecord *order_template, GPtrArray *problems)
{
  const char *start = pd_record_get_text (order_template, PD_ORDER_TEMPLATE_START_DATE);
  const char *until = pd_record_get_text (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE);
  gint64 interval = pd_record_get_integer (order_template, PD_ORDER_TEMPLATE_INTERVAL);

  if (pd_record_has (order_template, PD_ORDER_TEMPLATE_INTERVAL) &&
      (interval < 1 || interval > PD_RECURRENCE_MAX_INTERVAL))
    pd_problem_add (problems, order_template, FALSE, PD_ORDER_TEMPLATE_INTERVAL, PD_PROBLEM_ERROR,
                    _ ("This number cannot be right: it lies between %1$d and %2$d."), 1,
                    PD_RECURRENCE_MAX_INTERVAL);
  if (pd_record_has (order_template, PD_ORDER_TEMPLATE_EVERY) && start == NULL)
    pd_problem_add (problems, order_template, FALSE, PD_ORDER_TEMPLATE_START_DATE, PD_PROBLEM_ERROR,
                    _ ("Orders that are made again and again need a first date."));
  if (start != NULL && until != NULL && strcmp (until, start) < 0)
    pd_problem_add (problems, order_template, FALSE, PD_ORDER_TEMPLATE_UNTIL_DATE, PD_PROBLEM_ERROR,
                    _ ("The last date lies before the first one."));
}

static void
check (const PdRecord *order_template, PdRequired level, GPtrArray *problems)
{
  const char *content = pd_record_get_text (order_template, PD_ORDER_TEMPLATE_CONTENT);

  check_schedule (order_template, problems);
  if (content != NULL && strlen (content) > PD_ORDER_TEMPLATE_MAX_BYTES)
    pd_problem_add (problems, order_template, FALSE, PD_ORDER_TEMPLATE_CONTENT, PD_PROBLEM_ERROR,
                    _ ("This order has too many lines for a template."));
}

#define F PD_FIELD_STRUCT
static const PdField order_template_fields[] = { PD_ORDER_TEMPLATE_FIELDS (F) };
#undef F

const PdRecordType pd_order_template_type = {
  .name = "order_template",
  .table = "order_templates",
  .label = N_ ("Order template"),
  .fields = order_template_fields,
  .n_fields = PD_ORDER_TEMPLATE_N_FIELDS,
  .title_field = PD_ORDER_TEMPLATE_NAME,
  .state_field = -1,
  .check = check,
};

/**
 * pd_order_template_next:
 * @order_template: a template
 *
 * Returns: (transfer full) (nullable): the next date on which the platform makes an order of it, which may have passed
 *   already; %NULL when it makes none: nothing recurs, it is paused, or the last date has passed
 */
char *
pd_order_template_next (const PdRecord *order_template)
{
  const char *until = pd_record_get_text (order_template, PD_ORDER_TEMPLATE_UNTIL_DATE);
  g_autofree char *next = NULL;

  if (pd_record_get_flag (order_template, PD_ORDER_TEMPLATE_PAUSED))
    return NULL;
  next = pd_recurrence_next (pd_record_get_text (order_template, PD_ORDER_TEMPLATE_EVERY),
                             pd_record_get_integer (order_template, PD_ORDER_TEMPLATE_INTERVAL),
                             pd_record_get_text (order_template, PD_ORDER_TEMPLATE_START_DATE),
                             pd_record_get_text (order_template, PD_ORDER_TEMPLATE_PASSED_DATE));
  return next != NULL && until != NULL && strcmp (next, until) > 0 ? NULL : g_steal_pointer (&next);
}

static char *
every_text (const char *every, guint n)
{
  if (n == 1)
    return g_strdup (_ (pd_choice_label (pd_recurrence_choices, every)));
  if (g_strcmp0 (every, PD_RECURRENCE_WEEK) == 0)
    return g_strdup_printf (ngettext ("Every week", "Every %u weeks", n), n);
  if (g_strcmp0 (every, PD_RECURRENCE_MONTH) == 0)
    return g_strdup_printf (ngettext ("Every month", "Every %u months", n), n);
  if (g_strcmp0 (every, PD_RECURRENCE_QUARTER) == 0)
    return g_strdup_printf (ngettext ("Every quarter", "Every %u quarters", n), n);
  if (g_strcmp0 (every, PD_RECURRENCE_YEAR) == 0)
    return g_strdup_printf (ngettext ("Every year", "Every %u years", n), n);
  return g_strdup (every);
}

/**
 * pd_order_template_schedule_text:
 * @order_template: a template
 *
 * Returns: (transfer full): in words when orders are made of it: "Every 2 months, next on 2026-12-31"
 */
char *
pd_order_template_schedule_text (const PdRecord *order_template)
{
  const char *every = pd_record_get_text (order_template, PD_ORDER_TEMPLATE_EVERY);
  gint64 interval = pd_record_get_integer (order_template, PD_ORDER_TEMPLATE_INTERVAL);
  g_autofree char *next = pd_order_template_next (order_template);
  g_autofree char *words = NULL;

  if (every == NULL)
    return g_strdup (_ ("Used by hand only"));
  words = every_text (every, (guint) CLAMP (interval, 1, PD_RECURRENCE_MAX_INTERVAL));
  if (pd_record_get_flag (order_template, PD_ORDER_TEMPLATE_PAUSED))
    /* Translators: 1: "Every 2 months" */
    return g_strdup_printf (_ ("%1$s, paused"), words);
  if (next == NULL)
    /* Translators: 1: "Every 2 months" */
    return g_strdup_printf (_ ("%1$s, ended"), words);
  /* Translators: 1: "Every 2 months", 2: a date */
  return g_strdup_printf (_ ("%1$s, next on %2$s"), words, next);
}

/**
 * pd_order_template_resumes:
 * @before: a template as it was
 * @after: as somebody wants it
 *
 * What was paused or had ended goes on with the dates to come: those that passed meanwhile are not made up for.
 *
 * Returns: whether it recurs again
 */
gboolean
pd_order_template_resumes (const PdRecord *before, const PdRecord *after)
{
  g_autofree char *was = pd_order_template_next (before);
  g_autofree char *is = pd_order_template_next (after);

  return pd_record_has (before, PD_ORDER_TEMPLATE_EVERY) && was == NULL && is != NULL;
}

/**
 * pd_order_template_obstacle:
 * @before: (nullable): a template as it is; %NULL for a new one
 * @after: as a person wants it
 * @today: the date
 *
 * Dates that are over are nobody's wish. The platform lets them be, because who enters a template without a network may
 * be heard of later.
 *
 * Returns: (transfer full) (nullable): a sentence, %NULL when it can be saved
 */
char *
pd_order_template_obstacle (const PdRecord *before, const PdRecord *after, const char *today)
{
  const char *start = pd_record_get_text (after, PD_ORDER_TEMPLATE_START_DATE);

  if (!pd_record_has (after, PD_ORDER_TEMPLATE_EVERY) || start == NULL || strcmp (start, today) >= 0 ||
      (before != NULL && pd_record_has (before, PD_ORDER_TEMPLATE_EVERY) &&
       pd_record_field_equal (before, after, PD_ORDER_TEMPLATE_START_DATE)))
    return NULL;
  return g_strdup (_ ("The first date lies before today. Choose a date to come."));
}

/**
 * pd_order_template_key:
 * @order_template: a template
 * @date: (nullable): the date that the platform makes an order for; %NULL for an order that somebody makes
 *
 * Returns: (transfer full): the "import_key" of the order
 */
char *
pd_order_template_key (const PdRecord *order_template, const char *date)
{
  return g_strconcat (KEY_PREFIX, pd_record_get_id (order_template), date != NULL ? "/" : NULL, date, NULL);
}

/**
 * pd_order_template_of_order:
 * @order: an order
 *
 * Returns: (transfer full) (nullable): the id of the template that it was made of
 */
char *
pd_order_template_of_order (const PdRecord *order)
{
  const char *key = pd_record_get_text (order, PD_ORDER_IMPORT_KEY);
  g_autofree char *id = NULL;

  if (key == NULL || !g_str_has_prefix (key, KEY_PREFIX))
    return NULL;
  id = g_strndup (key + strlen (KEY_PREFIX), ID_LENGTH);
  return pd_id_is_valid (id) ? g_steal_pointer (&id) : NULL;
}
