/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-model"

#include "model/pd-permission.h"

#include <glib/gi18n-lib.h>

const PdChoice pd_role_choices[] = {
  { "clerk", N_ ("Clerk") },           { "reviewer", N_ ("Approver") },
  { "finance", N_ ("Finance") },       { "warehouse", N_ ("Warehouse") },
  { "technician", N_ ("Technician") }, { "support", N_ ("Support") },
  { "admin", N_ ("Administrator") },   { NULL, NULL },
};

static const char *const everybody[] = { "clerk",     "reviewer",   "finance", "admin",
                                         "warehouse", "technician", "support", NULL };
static const char *const all[] = { "clerk", "reviewer", "finance", "admin", NULL };
static const char *const enters[] = { "clerk", "finance", "admin", NULL };
static const char *const decides[] = { "reviewer", "finance", "admin", NULL };
static const char *const issues[] = { "finance", "admin", NULL };
static const char *const approves[] = { "reviewer", "admin", NULL };
static const char *const sends[] = { "clerk", "warehouse", "finance", "admin", NULL };
static const char *const arranges[] = { "clerk", "reviewer", "support", "technician", "admin", NULL };
static const char *const serves[] = { "technician", "admin", NULL };
static const char *const keeps_devices[] = { "clerk", "warehouse", "technician", "support", "admin", NULL };
static const char *const looks_after[] = { "support", "clerk", "admin", NULL };
static const char *const handles[] = {
  "support", "technician", "clerk", "finance", "reviewer", "admin", NULL
};
static const char *const attaches[] = { "clerk", "finance", "technician", "support", "admin", NULL };
static const char *const directs[] = { "support", "reviewer", "admin", NULL };
static const char *const administers[] = { "admin", NULL };

/* Who may do what. What is not here nobody may. A warehouse sends goods, and technicians and support look after
 * customers: what was charged on an invoice is none of their business. */
static const struct
{
  const char *object;
  const char *action;
  const char *const *roles;
} permissions[] = {
  { "order", "read", everybody },
  { "invoice", "read", all },
  { "buyer", "read", everybody },
  { "good", "read", everybody },
  { "company", "read", everybody },
  { "order", "create", enters },
  { "order", "patch", all },
  { "order", "delete", enters },
  { "order", "cancel", all },
  { "order", "reopen", all },
  { "order", "issue", issues },
  { "invoice", "patch", decides },
  { "buyer", "create", enters },
  { "buyer", "patch", enters },
  { "buyer", "delete", enters },
  { "good", "create", enters },
  { "good", "patch", enters },
  { "good", "delete", enters },
  { "file", "read", handles },
  { "file", "put", attaches },
  { "order", "complete", everybody },
  { "invoice", "try_now", all },
  { "invoice", "take_back", issues },
  { "invoice", "declare_issued", issues },
  { "invoice", "declare_not_issued", issues },
  { "invoice", "redeliver", enters },
  { "bureau", "read", all },
  { "bureau", "patch", administers },
  { "bureau", "sign_in", issues },
  { "bureau", "sign_in_by_sms", issues },
  { "bureau", "enter_code", issues },
  { "bureau", "refresh", issues },
  { "bureau", "compare", issues },
  { "red_form", "read", all },
  { "red_form", "create", enters },
  { "red_form", "patch", enters },
  { "red_form", "delete", enters },
  { "red_form", "apply", issues },
  { "red_form", "confirm", issues },
  { "red_form", "reject", issues },
  { "red_form", "withdraw", issues },
  { "red_form", "take_back", issues },
  { "red_form", "try_now", all },
  { "gateway", "get", administers },
  { "gateway", "put", administers },
  { "gateway", "delete", administers },
  { "metrics", "get", administers },
  { "lost", "give-back", administers },
  { "delivery", "read", all },
  { "delivery", "create", enters },
  { "delivery", "resend", enters },
  { "delivery", "cancel", enters },
  { "verification", "read", all },
  { "verification", "create", all },
  { "verification", "verify_again", all },
  /* What was received is withdrawn, never deleted: it would be taken in and used once more. */
  { "received", "read", all },
  { "received", "create", all },
  { "received", "patch", all },
  { "received", "mark_verified", decides },
  { "received", "reimburse", issues },
  { "received", "book", issues },
  { "received", "release", issues },
  { "received", "withdraw", decides },
  { "received", "restore", decides },
  { "print", "read", all },
  { "print", "create", all },
  { "verify", "get", administers },
  { "verify", "put", administers },
  { "mail", "get", administers },
  { "mail", "put", administers },
  { "order", "submit", enters },
  { "order", "approve", approves },
  { "order", "send_back", decides },
  { "order", "confirm_payment", issues },
  { "order", "allow_credit", decides },
  { "order", "ship", sends },
  { "order", "recall", sends },
  { "order", "appoint", arranges },
  { "order", "postpone", arranges },
  { "order", "start", serves },
  { "order", "finish", serves },
  { "order", "interrupt", serves },
  { "order", "rework", arranges },
  { "order", "follow_up", looks_after },
  { "order_payment", "patch", enters },
  { "order_parcel", "patch", sends },
  { "order_parcel_item", "patch", sends },
  { "order_tracking", "patch", sends },
  { "order_return", "patch", sends },
  { "order_visit", "patch", arranges },
  { "order_check", "patch", serves },
  { "order_contact", "patch", everybody },
  /* A movement of goods is written once. What was wrong is put right by another one. */
  { "stock_move", "read", everybody },
  { "stock_move", "create", sends },
  { "device", "read", everybody },
  { "device", "create", keeps_devices },
  { "device", "patch", keeps_devices },
  /* Whoever hears of a trouble writes it down; those who know something about it do something about it. */
  { "ticket", "read", everybody },
  { "ticket", "create", everybody },
  { "ticket", "patch", handles },
  { "ticket", "delete", administers },
  { "ticket", "assign", handles },
  { "ticket", "start", handles },
  { "ticket", "ask", handles },
  { "ticket", "resume", handles },
  { "ticket", "escalate", handles },
  { "ticket", "give_back", handles },
  { "ticket", "resolve", handles },
  { "ticket", "close", directs },
  { "ticket", "withdraw", directs },
  { "ticket", "reopen", handles },
  { "ticket_comment", "patch", everybody },
  { "solution", "read", everybody },
  { "solution", "create", handles },
  { "solution", "patch", handles },
  { "solution", "delete", directs },
  { "solution", "publish", directs },
  { "solution", "revise", handles },
  { "solution", "retire", directs },
  { "assignment_rule", "read", everybody },
  { "assignment_rule", "create", approves },
  { "assignment_rule", "patch", approves },
  { "assignment_rule", "delete", approves },
  { "order_template", "read", everybody },
  { "order_template", "create", enters },
  { "order_template", "patch", enters },
  { "order_template", "delete", enters },
  /* A row of the calendar is made and removed, never changed: who said so stays who said so. */
  { "calendar_row", "read", everybody },
  { "calendar_row", "create", issues },
  { "calendar_row", "delete", issues },
  /* Whoever may make such a record may restore one: the platform looks at what it was. */
  { "bin_entry", "read", everybody },
  { "bin_entry", "restore", everybody },
};

/** pd_permission_is_role: @role: (nullable): a word. Returns: whether it names a role of this version */
gboolean
pd_permission_is_role (const char *role)
{
  return role != NULL && g_strv_contains (everybody, role);
}

/**
 * pd_permission_has:
 * @role: a role's name
 * @action: "read", "create", "patch", "delete", or a command's name
 * @object: a record type's name, "file", "mail", "verify", "metrics" or "lost"
 *
 * The platform decides by this; a client says by it at once what the platform would refuse later.
 *
 * Returns: whether users of this role may do it
 */
gboolean
pd_permission_has (const char *role, const char *action, const char *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (permissions); i++)
    if (g_str_equal (permissions[i].object, object) && g_str_equal (permissions[i].action, action))
      return g_strv_contains (permissions[i].roles, role);
  return FALSE;
}

/**
 * pd_permission_of_list:
 * @type: a record type
 * @list: one of its lists; -1 for the record itself
 *
 * Returns: (transfer none): under which name the rules say who may change it: a list may have rules of its own
 */
const char *
pd_permission_of_list (const PdRecordType *type, int list)
{
  for (guint i = 0; list >= 0 && i < G_N_ELEMENTS (permissions); i++)
    if (g_str_equal (permissions[i].object, type->lists[list]->name))
      return permissions[i].object;
  return type->name;
}

/**
 * pd_permission_roles_text:
 * @action: as pd_permission_has() takes it
 * @object: the same
 *
 * Returns: (transfer full): the names of the roles that may do it, in the user's language, with commas between
 */
char *
pd_permission_roles_text (const char *action, const char *object)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (const PdChoice *role = pd_role_choices; role->value != NULL; role++)
    {
      if (!pd_permission_has (role->value, action, object))
        continue;
      if (text->len > 0)
        /* Translators: between the names of roles */
        g_string_append (text, _ (", "));
      g_string_append (text, _ (role->label));
    }
  return g_strdup (text->str);
}
