/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include "model/pd-bureau.h"
#include "model/pd-id.h"
#include "model/pd-invoice.h"
#include "model/pd-red-form-status.h"
#include "model/pd-red-form.h"
#include "model/pd-reversal.h"

/* What people and the other side do about reversals: whole and in parts, from both sides, agreed to, rejected, withdrawn,
 * taken back, forgotten for 72 hours. */

#define A_LONG_WEEKEND (73 * G_TIME_SPAN_HOUR)

static guint
below (Issuing *issuing, guint bound)
{
  return sim_random_below (&issuing->red, bound);
}

static gboolean
chance (Issuing *issuing, guint permille)
{
  return sim_random_chance (&issuing->red, permille);
}

static PdRecord *
any_of (Issuing *issuing, GPtrArray *records)
{
  return records->len > 0 ? g_ptr_array_index (records, below (issuing, records->len)) : NULL;
}

static gboolean
is_blue (const PdRecord *invoice)
{
  return !pd_record_get_flag (invoice, PD_INVOICE_RED) && pd_reversal_check_invoice (invoice, NULL);
}

/* Returns: (transfer full) (nullable): an issued invoice of ours */
static PdRecord *
any_blue (Issuing *issuing)
{
  g_autoptr (GPtrArray) all = issuing_read_all (issuing, "'invoice'");
  PdRecord *blue;

  for (guint i = all->len; i-- > 0;)
    if (!is_blue (g_ptr_array_index (all, i)))
      g_ptr_array_remove_index (all, i);
  blue = any_of (issuing, all);
  return blue != NULL ? pd_record_ref (blue) : NULL;
}

/* The forms of an invoice. */
static GPtrArray *
forms_of (Issuing *issuing, const PdRecord *blue)
{
  GPtrArray *forms = issuing_read_all (issuing, "'red_form'");

  for (guint i = forms->len; i-- > 0;)
    if (g_strcmp0 (pd_record_get_text (g_ptr_array_index (forms, i), PD_RED_FORM_BLUE_INVOICE_ID),
                   pd_record_get_id (blue)) != 0)
      g_ptr_array_remove_index (forms, i);
  return forms;
}

/* Returns: (transfer full) (nullable) */
static PdRecord *
new_form (Issuing *issuing, const PdRecord *blue, GPtrArray *forms)
{
  guint kind = below (issuing, 4);
  gint64 left = pd_reversal_amount_left (blue, forms);
  PdReversalChoice choice = { .blue_line = 1 };
  const char *reason = kind == 0   ? PD_RED_FORM_REASON_MISTAKE
                       : kind == 1 ? PD_RED_FORM_REASON_RETURN
                       : kind == 2 ? PD_RED_FORM_REASON_STOPPED
                                   : PD_RED_FORM_REASON_ALLOWANCE;
  g_autofree char *id = pd_id_new (issuing->now);

  if (kind == 1 && chance (issuing, 500))
    choice.quantity = "0.25";
  else if (kind == 3)
    choice.gross = 1 + below (issuing, (guint) CLAMP (left, 1, 40000));
  return pd_reversal_new_form (blue, forms, reason, &choice,
                               choice.quantity != NULL || choice.gross != 0 ? 1 : 0, id, "2026-11-06", NULL);
}

static void
apply (Issuing *issuing, const PdRecord *form)
{
  g_autoptr (PdResult) result =
      issuing_command (issuing, &pd_red_form_type, pd_record_get_id (form), "apply", NULL);
}

/* Two people who look at the same invoice at the same moment may both ask for all that is left of it. */
static void
reverse (Issuing *issuing)
{
  g_autoptr (PdRecord) blue = any_blue (issuing);
  g_autoptr (GPtrArray) forms = blue != NULL ? forms_of (issuing, blue) : NULL;
  g_autoptr (PdRecord) form = blue != NULL ? new_form (issuing, blue, forms) : NULL;
  g_autoptr (PdRecord) other = form != NULL && chance (issuing, 250) ? new_form (issuing, blue, forms) : NULL;

  if (form == NULL || issuing->platform == NULL)
    return;
  if (chance (issuing, 400))
    {
      issuing->provider->red->book (issuing, pd_record_get_text (blue, PD_INVOICE_NUMBER));
      if (issuing_died (issuing))
        return;
    }
  if (!issuing_save (issuing, form))
    return;
  if (other != NULL && issuing->platform != NULL)
    issuing_save (issuing, other);
  if (issuing->platform != NULL)
    apply (issuing, form);
  if (other != NULL && issuing->platform != NULL)
    apply (issuing, other);
}

static void
enter_other_side (Issuing *issuing)
{
  g_autoptr (PdRecord) blue = any_blue (issuing);

  if (issuing->platform == NULL)
    return;
  if (blue == NULL || chance (issuing, 200))
    issuing->provider->red->sell_to_us (issuing, 1000 + below (issuing, 90000));
  else
    issuing->provider->red->enter_form (issuing, pd_record_get_text (blue, PD_INVOICE_NUMBER));
  issuing_died (issuing);
}

static void
let_other_side_speak (Issuing *issuing)
{
  g_autoptr (GPtrArray) forms = issuing->provider->red->list (issuing);
  const PdRecord *form = any_of (issuing, forms);
  guint word = below (issuing, 10);

  if (form != NULL && issuing->platform != NULL)
    issuing->provider->red->say (issuing, pd_record_get_text (form, PD_RED_FORM_NUMBER),
                                 word < 6   ? ISSUING_CONFIRM
                                 : word < 8 ? ISSUING_DENY
                                            : ISSUING_WITHDRAW);
  issuing_died (issuing);
}

/* Whoever asks about the form at this moment is not listened to any more. */
static void
say (Issuing *issuing, const PdRecord *form, const char *word)
{
  g_autoptr (PdResult) result = issuing_command (issuing, &pd_red_form_type, pd_record_get_id (form), word,
                                                 g_str_equal (word, "reject") ? "没有这回事" : NULL);

  if (result == NULL || result->outcome == PD_OUTCOME_OK)
    issuing_watch_speak (issuing, pd_record_get_text (form, PD_RED_FORM_KEY));
}

static void
speak (Issuing *issuing)
{
  static const char *const words[] = { "confirm", "confirm", "reject", "withdraw", "take_back", "try_now" };
  g_autoptr (GPtrArray) forms = issuing_read_all (issuing, "'red_form'");
  const PdRecord *form;
  const char *word = words[below (issuing, G_N_ELEMENTS (words))];

  for (guint i = forms->len; i-- > 0;)
    if (!pd_red_form_may (g_ptr_array_index (forms, i), word))
      g_ptr_array_remove_index (forms, i);
  form = any_of (issuing, forms);
  if (form != NULL && issuing->platform != NULL)
    say (issuing, form, word);
}

/* Somebody looks for forms of the other side. */
static void
look (Issuing *issuing)
{
  g_autoptr (PdRecord) bureau = issuing_read_bureau (issuing);

  if (bureau != NULL && pd_record_get_revision (bureau) > 0)
    {
      g_autoptr (PdResult) result =
          issuing_command (issuing, &pd_bureau_type, pd_record_get_id (bureau), "refresh", NULL);
    }
}

/** issuing_operate_red: one thing that somebody does about a reversal. */
void
issuing_operate_red (Issuing *issuing)
{
  guint what = below (issuing, 100);

  if (what < 40)
    reverse (issuing);
  else if (what < 52)
    enter_other_side (issuing);
  else if (what < 64)
    let_other_side_speak (issuing);
  else if (what < 86)
    speak (issuing);
  else if (what < 96)
    look (issuing);
  else if (what < 98)
    issuing_pass (issuing, issuing->now + A_LONG_WEEKEND);
  issuing_wake (issuing);
}

/* What becomes of a form that waits when all is well again is chance, and the same each time. */
static guint
fate (const PdRecord *form)
{
  const char *number = pd_record_get_text (form, PD_RED_FORM_NUMBER);

  return number != NULL ? g_str_hash (number) % 5 : 0;
}

static void
end_form (Issuing *issuing, const PdRecord *form, gboolean *expires)
{
  const char *state = pd_record_get_state (form);

  if (g_strcmp0 (state, PD_RED_FORM_STATE_DRAFT) == 0)
    apply (issuing, form);
  else if (g_strcmp0 (state, PD_RED_FORM_STATE_OUR_WORD) == 0 && fate (form) < 4)
    say (issuing, form, fate (form) < 3 ? "confirm" : "reject");
  else if (g_strcmp0 (state, PD_RED_FORM_STATE_THEIR_WORD) == 0 && fate (form) < 4)
    {
      issuing->provider->red->say (issuing, pd_record_get_text (form, PD_RED_FORM_NUMBER),
                                   fate (form) < 3 ? ISSUING_CONFIRM : ISSUING_DENY);
      issuing_died (issuing);
    }
  else if (g_strcmp0 (state, PD_RED_FORM_STATE_OUR_WORD) == 0 ||
           g_strcmp0 (state, PD_RED_FORM_STATE_THEIR_WORD) == 0)
    *expires = TRUE;
}

/** issuing_finish_red: what waits for somebody gets its word, or 72 hours go by. */
void
issuing_finish_red (Issuing *issuing)
{
  g_autoptr (GPtrArray) forms = issuing_read_all (issuing, "'red_form'");
  gboolean expires = FALSE;

  for (guint i = 0; i < forms->len && issuing->platform != NULL; i++)
    end_form (issuing, g_ptr_array_index (forms, i), &expires);
  if (issuing->platform == NULL)
    return;
  look (issuing);
  if (expires)
    issuing_pass (issuing, issuing->now + A_LONG_WEEKEND);
}
