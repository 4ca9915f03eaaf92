/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-assignment.h"

#include "model/pd-order-facts.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"
#include "model/pd-problem.h"
#include "model/pd-ticket.h"

#include <glib/gi18n-lib.h>

/* Nobody has more open orders than this; a larger number is a slip of the finger. */
#define MAX_LOAD 1000

/* What may stand between the names of users, beside spaces. */
#define SEPARATORS ",;，；、"

const PdChoice pd_assignment_subject_choices[] = {
  { PD_ASSIGNMENT_SUBJECT_ORDER, N_ ("Service orders") },
  { PD_ASSIGNMENT_SUBJECT_TICKET, N_ ("Tickets") },
  { NULL, NULL },
};

/** pd_assignment_split_users: @text: (nullable): names of users. Returns: (transfer full): each of them once, in their order */
GStrv
pd_assignment_split_users (const char *text)
{
  g_autoptr (GStrvBuilder) users = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_auto (GStrv) parts = g_regex_split_simple ("[\\s" SEPARATORS "]+", text != NULL ? text : "",
                                               (GRegexCompileFlags) 0, (GRegexMatchFlags) 0);

  for (guint i = 0; parts != NULL && parts[i] != NULL; i++)
    if (*parts[i] != '\0' && g_hash_table_add (seen, parts[i]))
      g_strv_builder_add (users, parts[i]);
  return g_strv_builder_end (users);
}

/** pd_assignment_last_user: @text: names of users. Returns: (transfer none): where in it the last one begins; its end after a
 * comma */
const char *
pd_assignment_last_user (const char *text)
{
  const char *last = text;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isspace (g_utf8_get_char (at)) ||
        g_utf8_strchr (SEPARATORS, -1, g_utf8_get_char (at)) != NULL)
      last = g_utf8_next_char (at);
  return last;
}

/**
 * pd_assignment_rule_assignees:
 * @rule: a rule
 *
 * Returns: (transfer full): the users that it chooses from, in its order, each once
 */
GStrv
pd_assignment_rule_assignees (const PdRecord *rule)
{
  return pd_assignment_split_users (pd_record_get_text (rule, PD_ASSIGNMENT_RULE_ASSIGNEES));
}

static void
check_rule (const PdRecord *rule, PdRequired level, GPtrArray *problems)
{
  g_auto (GStrv) users = pd_assignment_rule_assignees (rule);
  gint64 max_load = pd_record_get_integer (rule, PD_ASSIGNMENT_RULE_MAX_LOAD);

  if (pd_record_has (rule, PD_ASSIGNMENT_RULE_ASSIGNEES) && users[0] == NULL)
    pd_problem_add (problems, rule, FALSE, PD_ASSIGNMENT_RULE_ASSIGNEES, PD_PROBLEM_ERROR,
                    _ ("A rule names somebody. Give the names of users, with commas between them."));
  if (pd_record_has (rule, PD_ASSIGNMENT_RULE_MAX_LOAD) && (max_load < 1 || max_load > MAX_LOAD))
    pd_problem_add (problems, rule, FALSE, PD_ASSIGNMENT_RULE_MAX_LOAD, PD_PROBLEM_ERROR,
                    _ ("This number cannot be right: it lies between %1$d and %2$d."), 1, MAX_LOAD);
}

#define F PD_FIELD_STRUCT
static const PdField assignment_rule_fields[] = { PD_ASSIGNMENT_RULE_FIELDS (F) };
#undef F

const PdRecordType pd_assignment_rule_type = {
  .name = "assignment_rule",
  .table = "assignment_rules",
  .label = N_ ("Assignment rule"),
  .fields = assignment_rule_fields,
  .n_fields = PD_ASSIGNMENT_RULE_N_FIELDS,
  .title_field = PD_ASSIGNMENT_RULE_NAME,
  .state_field = -1,
  .check = check_rule,
};

/** pd_assignment_clear: @assignment: its strings are freed */
void
pd_assignment_clear (PdAssignment *assignment)
{
  g_clear_pointer (&assignment->assignee, g_free);
  g_clear_pointer (&assignment->reason, g_free);
}

/**
 * pd_assignment_bearer:
 * @order: an order
 *
 * Returns: (transfer none) (nullable): who has it as work to do: %NULL when nobody has, or it is no open service order
 */
const char *
pd_assignment_bearer (const PdRecord *order)
{
  static const char *const open[] = { PD_ORDER_STAGE_ASSIGNMENT, PD_ORDER_STAGE_APPOINTED,
                                      PD_ORDER_STAGE_WORKING, PD_ORDER_STAGE_ACCEPTANCE, NULL };
  const char *stage = pd_order_get_stage (order);

  if (stage == NULL || !g_strv_contains (open, stage) ||
      g_strcmp0 (pd_record_get_text (order, PD_ORDER_KIND), PD_ORDER_KIND_SERVICE) != 0)
    return NULL;
  return pd_record_get_text (order, PD_ORDER_ASSIGNEE);
}

/* 0 is the most urgent; what has no priority, or severity, is a normal one. */
static guint
rank_of (const PdChoice *choices, const char *value)
{
  guint rank = 0;

  while (choices[rank].value != NULL && !g_str_equal (choices[rank].value, value != NULL ? value : "normal"))
    rank++;
  return rank;
}

static gboolean
is_ticket (const PdRecord *record)
{
  return pd_record_get_record_type (record) == &pd_ticket_type;
}

/* Whether the rule is of such records at all. */
static gboolean
is_about (const PdRecord *rule, const PdRecord *record)
{
  return (g_strcmp0 (pd_record_get_text (rule, PD_ASSIGNMENT_RULE_APPLIES_TO),
                     PD_ASSIGNMENT_SUBJECT_TICKET) == 0) == is_ticket (record);
}

/* The steps of severity are those of priority. */
static guint
rank_of_record (const PdRecord *record)
{
  if (is_ticket (record))
    return rank_of (pd_ticket_severity_choices, pd_record_get_text (record, PD_TICKET_SEVERITY));
  return rank_of (pd_order_priority_choices, pd_record_get_text (record, PD_ORDER_PRIORITY));
}

static gboolean
fits (const PdRecord *rule, const PdRecord *record)
{
  const char *service = pd_record_get_text (rule, PD_ASSIGNMENT_RULE_SERVICE);
  const char *region = pd_record_get_text (rule, PD_ASSIGNMENT_RULE_REGION);
  const char *priority = pd_record_get_text (rule, PD_ASSIGNMENT_RULE_PRIORITY);
  const char *asked =
      pd_record_get_text (record, is_ticket (record) ? PD_TICKET_SERVICE : (guint) PD_ORDER_SERVICE);
  const char *where =
      pd_record_get_text (record, is_ticket (record) ? PD_TICKET_REGION : (guint) PD_ORDER_REGION);

  /* Many orders have their region in their address alone. */
  if (where == NULL && !is_ticket (record))
    where = pd_record_get_text (record, PD_ORDER_DELIVERY_ADDRESS);
  return pd_record_get_flag (rule, PD_ASSIGNMENT_RULE_ACTIVE) && is_about (rule, record) &&
         (service == NULL || g_strcmp0 (service, asked) == 0) &&
         (region == NULL || (where != NULL && g_str_has_prefix (where, region))) &&
         (priority == NULL || rank_of_record (record) <= rank_of (pd_order_priority_choices, priority));
}

static guint
load_of (GHashTable *loads, const char *user)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (loads, user));
}

/* (nullable): the one with the fewest open orders; of several, the one that the rule names first */
static const char *
least_loaded (const PdRecord *rule, char **users, GHashTable *loads)
{
  gint64 max_load = pd_record_has (rule, PD_ASSIGNMENT_RULE_MAX_LOAD)
                        ? pd_record_get_integer (rule, PD_ASSIGNMENT_RULE_MAX_LOAD)
                        : G_MAXINT64;
  const char *best = NULL;

  for (guint i = 0; users[i] != NULL; i++)
    if (load_of (loads, users[i]) < max_load &&
        (best == NULL || load_of (loads, users[i]) < load_of (loads, best)))
      best = users[i];
  return best;
}

static int
compare_rules (gconstpointer a, gconstpointer b)
{
  const PdRecord *first = *(const PdRecord *const *) a, *second = *(const PdRecord *const *) b;
  gint64 x = pd_record_get_integer (first, PD_ASSIGNMENT_RULE_POSITION);
  gint64 y = pd_record_get_integer (second, PD_ASSIGNMENT_RULE_POSITION);

  return x != y ? (x > y) - (x < y) : g_strcmp0 (pd_record_get_id (first), pd_record_get_id (second));
}

static char *
describe_choice (const PdRecord *record, const PdRecord *rule, const char *user, guint load)
{
  if (is_ticket (record))
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                         "Rule “%1$s”: %2$s had %3$u open ticket, the fewest.",
                                         "Rule “%1$s”: %2$s had %3$u open tickets, the fewest.", load),
                            pd_record_get_text (rule, PD_ASSIGNMENT_RULE_NAME), user, load);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Rule “%1$s”: %2$s had %3$u open order, the fewest.",
                                       "Rule “%1$s”: %2$s had %3$u open orders, the fewest.", load),
                          pd_record_get_text (rule, PD_ASSIGNMENT_RULE_NAME), user, load);
}

/**
 * pd_assignment_choose:
 * @record: a service order or a ticket
 * @rules: (element-type PdRecord): all rules, in any order
 * @loads: (element-type utf8 guint): how many open records of its type each user has
 * @assignment: (out caller-allocates): zeroed: who is chosen
 *
 * The first rule that fits chooses. Where all that it names have their hands full, the next that fits does.
 */
void
pd_assignment_choose (const PdRecord *record, GPtrArray *rules, GHashTable *loads, PdAssignment *assignment)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (rules, NULL, NULL);
  const PdRecord *full = NULL;
  guint n_about = 0;

  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare_rules);
  for (guint i = 0; i < sorted->len; i++)
    {
      const PdRecord *rule = g_ptr_array_index (sorted, i);
      g_auto (GStrv) users = fits (rule, record) ? pd_assignment_rule_assignees (rule) : NULL;
      const char *user = users != NULL ? least_loaded (rule, users, loads) : NULL;

      n_about += is_about (rule, record);
      if (users != NULL && user == NULL && full == NULL)
        full = rule;
      if (user == NULL)
        continue;
      assignment->assignee = g_strdup (user);
      assignment->reason = describe_choice (record, rule, user, load_of (loads, user));
      return;
    }
  if (full != NULL)
    assignment->reason =
        g_strdup_printf (_ ("All that rule “%s” names have as many open orders as they may."),
                         pd_record_get_text (full, PD_ASSIGNMENT_RULE_NAME));
  else if (n_about > 0)
    assignment->reason =
        g_strdup (is_ticket (record) ? _ ("No rule fits this ticket.") : _ ("No rule fits this order."));
}

/**
 * pd_assignment_lacks_reason:
 * @before: an order as it is
 * @after: as somebody wants it
 *
 * A person may always overrule who was chosen, and says why.
 *
 * Returns: whether somebody else takes the place of who is assigned, without a reason of its own
 */
gboolean
pd_assignment_lacks_reason (const PdRecord *before, const PdRecord *after)
{
  return pd_record_has (before, PD_ORDER_ASSIGNEE) &&
         !pd_record_field_equal (before, after, PD_ORDER_ASSIGNEE) &&
         (!pd_record_has (after, PD_ORDER_ASSIGNMENT_REASON) ||
          pd_record_field_equal (before, after, PD_ORDER_ASSIGNMENT_REASON));
}

/* Trying rules on what has been */

/** Span: from when until when an order was somebody's to do. */
typedef struct
{
  const PdRecord *order;
  gint64 from;
  gint64 until;
} Span;

static void
add_span (GArray *spans, const PdRecord *order)
{
  GPtrArray *steps = pd_record_get_list (order, PD_ORDER_LIST_STEPS);
  Span span = { order, 0, G_MAXINT64 };

  for (guint i = 0; i < steps->len; i++)
    {
      const PdRecord *step = g_ptr_array_index (steps, i);
      const char *to = pd_record_get_text (step, PD_STEP_TO);
      gint64 at = pd_record_get_integer (step, PD_STEP_HAPPENED_AT);

      if (g_strcmp0 (to, PD_ORDER_STAGE_ASSIGNMENT) == 0 && span.from == 0)
        span.from = at;
      else if (g_strcmp0 (to, PD_ORDER_STAGE_DONE) == 0 || g_strcmp0 (to, PD_ORDER_STAGE_CANCELLED) == 0)
        span.until = at;
    }
  if (span.from > 0)
    g_array_append_val (spans, span);
}

static int
compare_spans (gconstpointer a, gconstpointer b)
{
  const Span *first = a, *second = b;

  return first->from != second->from
             ? (first->from > second->from) - (first->from < second->from)
             : g_strcmp0 (pd_record_get_id (first->order), pd_record_get_id (second->order));
}

static void
trial_free (gpointer data)
{
  PdAssignmentTrial *trial = data;

  pd_assignment_clear (&trial->chosen);
  g_free (trial);
}

/* What the chosen ones had to do at a moment, of the orders that were tried before. */
static GHashTable *
loads_at (GArray *spans, GPtrArray *trials, gint64 at)
{
  GHashTable *loads = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < trials->len; i++)
    {
      const PdAssignmentTrial *trial = g_ptr_array_index (trials, i);
      char *user = trial->chosen.assignee;

      if (user != NULL && g_array_index (spans, Span, i).until > at)
        g_hash_table_insert (loads, user, GUINT_TO_POINTER (load_of (loads, user) + 1));
    }
  return loads;
}

/**
 * pd_assignment_try:
 * @orders: (element-type PdRecord): past orders, which outlive what is returned; those that never were to be assigned are
 *   left out
 * @rules: (element-type PdRecord): the rules to be tried
 *
 * Plays the past once more: one order after the other is approved, and each is somebody's to do until it was finished.
 *
 * Returns: (transfer full) (element-type PdAssignmentTrial): who would have been chosen, the oldest first
 */
GPtrArray *
pd_assignment_try (GPtrArray *orders, GPtrArray *rules)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (Span));
  GPtrArray *trials = g_ptr_array_new_with_free_func (trial_free);

  for (guint i = 0; i < orders->len; i++)
    add_span (spans, g_ptr_array_index (orders, i));
  g_array_sort (spans, compare_spans);
  for (guint i = 0; i < spans->len; i++)
    {
      const Span *span = &g_array_index (spans, Span, i);
      g_autoptr (GHashTable) loads = loads_at (spans, trials, span->from);
      PdAssignmentTrial *trial = g_new0 (PdAssignmentTrial, 1);

      trial->order = span->order;
      pd_assignment_choose (span->order, rules, loads, &trial->chosen);
      g_ptr_array_add (trials, trial);
    }
  return trials;
}
