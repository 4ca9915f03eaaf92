/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-platform"

#include "platform/pd-platform-templates.h"

#include "document/pd-order-import.h"
#include "model/pd-date.h"
#include "model/pd-order.h"
#include "platform/pd-platform-documents.h"
#include "wire/pd-wire-template.h"

#include <glib/gi18n-lib.h>

/** Due: a template whose date has come. */
typedef struct
{
  char *tenant;
  char *id;
} Due;

static void
due_free (gpointer data)
{
  Due *due = data;

  g_free (due->tenant);
  g_free (due->id);
  g_free (due);
}

/* (transfer full) (nullable) (element-type Due): of all tenants */
static GPtrArray *
find_due (PdPlatform *platform, const char *today, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (due_free);
  g_autoptr (PdPlatformRows) rows = pd_platform_sql_query (
      platform->sql, error,
      "SELECT tenant.id, document.id FROM tenant CROSS JOIN document INDEXED BY document_subject"
      " ON document.tenant = tenant.id WHERE type = ? AND subject <= ? AND deleted = 0"
      " ORDER BY tenant.id, subject, document.id",
      "tt", pd_order_template_type.name, today);
  PdPlatformStep step = PD_PLATFORM_STEP_FAILED;

  while (rows != NULL && (step = pd_platform_rows_next (rows, error)) == PD_PLATFORM_STEP_ROW)
    {
      Due *due = g_new0 (Due, 1);

      due->tenant = g_strdup (pd_platform_rows_text (rows, 0));
      due->id = g_strdup (pd_platform_rows_text (rows, 1));
      g_ptr_array_add (found, due);
    }
  return step == PD_PLATFORM_STEP_DONE ? g_steal_pointer (&found) : NULL;
}

/* Moves the template behind all dates that have come. (transfer full) (element-type utf8): the newest of them; @left_out
 * (out) (transfer full) (nullable): the last of those before, which are too many */
static GPtrArray *
pass_dates (PdRecord *order_template, const char *today, char **left_out)
{
  GPtrArray *dates = g_ptr_array_new_with_free_func (g_free);
  char *next;

  *left_out = NULL;
  while ((next = pd_order_template_next (order_template)) != NULL && g_strcmp0 (next, today) <= 0)
    {
      pd_record_set_text (order_template, PD_ORDER_TEMPLATE_PASSED_DATE, next);
      g_ptr_array_add (dates, next);
      if (dates->len <= PD_PLATFORM_TEMPLATE_MAX_MISSED)
        continue;
      g_free (*left_out);
      *left_out = g_ptr_array_steal_index (dates, 0);
    }
  g_free (next);
  return dates;
}

/* A template that says more than its field holds could not be changed any more. */
static void
set_trouble (PdRecord *order_template, const char *sentence)
{
  glong limit = (glong) pd_order_template_type.fields[PD_ORDER_TEMPLATE_TROUBLE].limit;
  g_autofree char *cut = g_utf8_substring (sentence, 0, MIN (g_utf8_strlen (sentence, -1), limit));

  pd_record_set_text (order_template, PD_ORDER_TEMPLATE_TROUBLE, cut);
}

/* What is there under this id is not made again: it may have been changed since, or deleted. */
static gboolean
make_order (PdPlatformChange *change,
            PdRecord *order_template,
            const char *date,
            guint *n_made,
            GError **error)
{
  g_autofree char *key = pd_order_template_key (order_template, date);
  g_autofree char *id = pd_order_import_id (change->tenant, key);
  g_autoptr (PdRecord) there = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GError) local = NULL;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_type, id, &there, error))
    return FALSE;
  if (there != NULL)
    return TRUE;
  order = pd_wire_template_order (order_template, id, date, &local);
  if (order == NULL)
    {
      g_message ("template=not-made id=%s reason=%s", pd_record_get_id (order_template), local->message);
      set_trouble (order_template, local->message);
      return TRUE;
    }
  (*n_made)++;
  return pd_platform_write_record (change, order, error);
}

static gboolean
make_all (PdPlatformChange *change, const char *id, const char *today, guint *n_made, GError **error)
{
  g_autoptr (PdRecord) order_template = NULL;
  g_autoptr (GPtrArray) dates = NULL;
  g_autofree char *left_out = NULL;

  if (!pd_platform_read_record (change->platform, change->tenant, &pd_order_template_type, id,
                                &order_template, error))
    return FALSE;
  if (order_template == NULL || pd_record_is_deleted (order_template))
    return TRUE;
  dates = pass_dates (order_template, today, &left_out);
  if (dates->len == 0)
    return TRUE;
  pd_record_clear (order_template, PD_ORDER_TEMPLATE_TROUBLE);
  if (left_out != NULL)
    {
      g_autofree char *trouble =
          g_strdup_printf (_ ("Too many dates had passed. No orders were made for those up to %s."),
                           left_out);

      set_trouble (order_template, trouble);
    }
  for (guint i = 0; i < dates->len; i++)
    if (!make_order (change, order_template, dates->pdata[i], n_made, error))
      return FALSE;
  return pd_platform_write_record (change, order_template, error);
}

/**
 * pd_platform_make_due_orders:
 * @platform: the platform
 * @n_made: (out): how many orders were made
 * @error: (out) (optional): why it could not look, or write
 *
 * Makes a draft for each date of a template that has come, by China's calendar. An order's id follows from template and
 * date, and that the date has passed is written in the same transaction: whoever is killed, no order is made twice and none
 * is left out.
 */
gboolean
pd_platform_make_due_orders (PdPlatform *platform, guint *n_made, GError **error)
{
  gint64 now = pd_platform_get_now (platform);
  g_autofree char *today = pd_date_in_china (now);
  g_autoptr (GPtrArray) found = find_due (platform, today, error);

  *n_made = 0;
  for (guint i = 0; found != NULL && i < found->len; i++)
    {
      const Due *due = g_ptr_array_index (found, i);
      PdPlatformChange change = { .platform = platform, .tenant = due->tenant, .now = now };

      if (!pd_platform_sql_script (platform->sql, "BEGIN IMMEDIATE", error) ||
          !pd_platform_sql_end (platform->sql, make_all (&change, due->id, today, n_made, error), error))
        return FALSE;
    }
  return found != NULL;
}

/* Dates before today are not made up for. */
static void
resume (const PdPlatformChange *change, PdRecord *order_template)
{
  g_autofree char *today = pd_date_in_china (change->now);
  g_autofree char *yesterday = pd_date_from_day (pd_date_to_day (today) - 1);

  if (g_strcmp0 (pd_record_get_text (order_template, PD_ORDER_TEMPLATE_PASSED_DATE), yesterday) < 0)
    pd_record_set_text (order_template, PD_ORDER_TEMPLATE_PASSED_DATE, yesterday);
}

/**
 * pd_platform_check_template:
 * @change: the transaction
 * @mutation: what somebody wants
 * @before: (nullable): the record as it is; %NULL for a new one
 * @after: as it would be; a template that goes on after a pause gets where it goes on from
 *
 * Returns: (transfer full) (nullable): a rejection; %NULL when the record is no template, or is fit
 */
PdResult *
pd_platform_check_template (const PdPlatformChange *change,
                            const PdMutation *mutation,
                            const PdRecord *before,
                            PdRecord *after)
{
  g_autofree char *today = NULL;
  g_autoptr (PdRecord) order = NULL;
  g_autoptr (GError) error = NULL;

  if (pd_record_get_record_type (after) != &pd_order_template_type)
    return NULL;
  if (before != NULL && pd_order_template_resumes (before, after))
    resume (change, after);
  if (before != NULL && pd_record_field_equal (before, after, PD_ORDER_TEMPLATE_CONTENT))
    return NULL;
  today = pd_date_in_china (change->now);
  order = pd_wire_template_order (after, pd_record_get_id (after), today, &error);
  return order != NULL ? NULL
                       : pd_platform_reject (mutation, "invalid",
                                             pd_order_template_type.fields[PD_ORDER_TEMPLATE_CONTENT].name,
                                             error->message);
}
