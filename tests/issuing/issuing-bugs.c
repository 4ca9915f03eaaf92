/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "issuing/issuing.h"

#include "model/pd-submission-key.h"
#include "platform/pd-platform-private.h"

static const struct
{
  const char *name;
  const char *story;
} bugs[ISSUING_N_BUGS] = {
  [ISSUING_BUG_NONE] = { "none", "" },
  [ISSUING_BUG_RESEND] = { "resend", "what is unknown is sent again under a new key" },
  [ISSUING_BUG_NO_INTENT] = { "no-intent", "something is sent without an intent on the disk" },
  [ISSUING_BUG_FAIL] = { "fail-on-timeout", "what is unknown after a time-out is told as failed" },
  [ISSUING_BUG_NOT_FOUND] = { "not-found", "“not found” soon after sending is taken for “not sent”" },
  [ISSUING_BUG_LEASE] = { "no-lease", "what is under way is taken a second time" },
  [ISSUING_BUG_PERSON] = { "new-key", "a new key after a person's “not issued”" },
  [ISSUING_BUG_FORGET] = { "lost-number", "a number is dropped on its way into the records" },
  [ISSUING_BUG_STUCK] = { "stuck", "nobody asks any more for what is unknown" },
  [ISSUING_BUG_FORM_AGAIN] = { "form-again", "an unknown red-letter form is entered again under a new key" },
  [ISSUING_BUG_FORM_FAIL] = { "form-fail", "an unknown red-letter form is told as failed" },
  [ISSUING_BUG_TAKEN_TWICE] = { "taken-twice", "what a red invoice reverses is taken off twice" },
};

const char *
issuing_bug_name (IssuingBug bug)
{
  return bugs[bug].name;
}

const char *
issuing_bug_story (IssuingBug bug)
{
  return bugs[bug].story;
}

/** issuing_bug_parse: Returns: ISSUING_N_BUGS when there is none of that name */
IssuingBug
issuing_bug_parse (const char *name)
{
  guint bug = 0;

  while (bug < ISSUING_N_BUGS && !g_str_equal (bugs[bug].name, name))
    bug++;
  return (IssuingBug) bug;
}

static void
run (Issuing *issuing, const char *sql)
{
  g_autoptr (GError) error = NULL;

  /* A disk that is down says so elsewhere. */
  pd_platform_sql_script (issuing->platform->sql, sql, &error);
}

/* An order that is unknown gets another key, and is sent under it. */
static void
give_new_key (Issuing *issuing)
{
  g_autoptr (GPtrArray) orders =
      issuing_list (issuing, "SELECT order_id FROM submission WHERE state = 'unknown' AND step = 'query'"
                             " AND lease_until IS NULL AND generation < 20 ORDER BY record LIMIT 1");
  g_autofree char *key = NULL;
  g_autofree char *sql = NULL;

  if (orders->len == 0)
    return;
  key = pd_submission_key (ISSUING_TAX_NUMBER, g_ptr_array_index (orders, 0), 20);
  sql = g_strdup_printf ("UPDATE submission SET key = '%s', generation = 20, state = 'queued', step = 'send'"
                         " WHERE order_id = '%s' AND state = 'unknown'",
                         key, (char *) g_ptr_array_index (orders, 0));
  run (issuing, sql);
}

/** issuing_sabotage_ledger: before the platform looks for what is due. */
void
issuing_sabotage_ledger (Issuing *issuing)
{
  switch (issuing->options->bug)
    {
    case ISSUING_BUG_RESEND:
      give_new_key (issuing);
      break;
    case ISSUING_BUG_PERSON:
      run (issuing, "UPDATE submission SET generation = 20 WHERE state = 'failed' AND generation < 20"
                    " AND reason LIKE 'Not issued, as%'");
      break;
    case ISSUING_BUG_FORGET:
      run (issuing, "UPDATE document SET body = json_remove (body, '$.invoice_number') WHERE type = 'order'"
                    " AND json_extract (body, '$.number') = 'D-3'"
                    " AND json_extract (body, '$.invoice_number') IS NOT NULL");
      break;
    case ISSUING_BUG_STUCK:
      run (issuing, "UPDATE submission SET step = '' WHERE state = 'unknown' AND lease_until IS NULL");
      break;
    case ISSUING_BUG_FORM_AGAIN:
      run (issuing,
           "UPDATE submission SET key = substr (key, 1, 30) || 'zz', state = 'queued', step = 'send'"
           " WHERE what = 'red_form' AND state = 'unknown' AND step = 'query' AND lease_until IS NULL"
           " AND key NOT LIKE '%zz'");
      break;
    case ISSUING_BUG_TAKEN_TWICE:
      run (issuing, "UPDATE document SET body = json_set (body, '$.reversed_amount', 2 * (body ->> "
                    "'$.reversed_amount')) WHERE type = 'invoice' AND body ->> '$.order_number' LIKE 'D-%1'"
                    " AND body ->> '$.reversed_amount' > 0"
                    " AND body ->> '$.reversed_amount' <= body ->> '$.gross_amount'");
      break;
    default:
      break;
    }
}

/** issuing_sabotage_taken: right after something was taken. */
void
issuing_sabotage_taken (Issuing *issuing)
{
  if (issuing->options->bug == ISSUING_BUG_LEASE)
    run (issuing, "UPDATE submission SET lease_until = 1 WHERE lease_until IS NOT NULL");
  else if (issuing->options->bug == ISSUING_BUG_NO_INTENT)
    run (issuing, "UPDATE submission SET state = 'queued', step = 'send' WHERE state = 'sending'");
}

/** issuing_sabotage_submitted: of something that was sent. */
void
issuing_sabotage_submitted (Issuing *issuing, PdGatewayAnswer *answer)
{
  if (issuing->options->bug != ISSUING_BUG_FAIL || answer->state != PD_GATEWAY_UNKNOWN)
    return;
  answer->state = PD_GATEWAY_FAILED;
  answer->next = PD_GATEWAY_NEXT_FIX;
  answer->is_spent = TRUE;
}

/** issuing_sabotage_form: of a red-letter form that was entered. */
void
issuing_sabotage_form (Issuing *issuing, PdGatewayAnswer *answer)
{
  if (issuing->options->bug != ISSUING_BUG_FORM_FAIL || answer->state != PD_GATEWAY_UNKNOWN)
    return;
  answer->state = PD_GATEWAY_FAILED;
  answer->next = PD_GATEWAY_NEXT_FIX;
}

/** issuing_sabotage_asked: of something that was asked for. */
void
issuing_sabotage_asked (Issuing *issuing, PdGatewayAnswer *answer)
{
  if (issuing->options->bug != ISSUING_BUG_NOT_FOUND || g_strcmp0 (answer->code, "E9500") != 0)
    return;
  answer->state = PD_GATEWAY_NOT_SENT;
  answer->next = PD_GATEWAY_NEXT_SEND;
}
