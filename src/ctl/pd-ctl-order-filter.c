/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-filter.h"

#include "ctl/pd-ctl.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

/* @value: what the option says, as it is stored; NULL when it is not given */
static gboolean
take_choice (const PdCtlArguments *arguments,
             const char *option,
             const PdChoice *choices,
             const char **value,
             GError **error)
{
  const char *text = pd_ctl_arguments_get (arguments, option);
  g_autoptr (GString) all = g_string_new (NULL);

  *value = NULL;
  for (const PdChoice *choice = choices; text != NULL && *value == NULL && choice->value != NULL; choice++)
    {
      if (g_str_equal (choice->value, text) || g_str_equal (_ (choice->label), text))
        *value = choice->value;
      g_string_append_printf (all, "%s%s", all->len > 0 ? ", " : "", choice->value);
    }
  if (text == NULL || *value != NULL)
    return TRUE;
  g_set_error (error, PD_CTL_ERROR, PD_CTL_STATUS_USAGE, _ ("The option --%1$s is one of %2$s, not “%3$s”."),
               option, all->str, text);
  return FALSE;
}

/* What no command has moved yet is a draft, and says so of itself as little as an order that goes no way. */
static void
add_stage (PdStoreQuery *query, const char *stage)
{
  gboolean is_draft = g_str_equal (stage, PD_ORDER_STAGE_DRAFT);

  if (is_draft)
    pd_store_query_add_filter (query, PD_STORE_FILTER_HAS, PD_ORDER_KIND, NULL);
  pd_store_query_add_filter (query, is_draft ? PD_STORE_FILTER_IS_OR_EMPTY : PD_STORE_FILTER_IS,
                             PD_ORDER_STAGE, stage);
}

/**
 * pd_ctl_order_filter:
 * @arguments: a command line with --kind, --stage, --assignee and --due-before
 * @query: a query for orders; gets what the options ask for
 * @error: return location for %PD_CTL_STATUS_USAGE
 *
 * Returns: whether the options could be read
 */
gboolean
pd_ctl_order_filter (const PdCtlArguments *arguments, PdStoreQuery *query, GError **error)
{
  const char *kind, *stage, *assignee = pd_ctl_arguments_get (arguments, "assignee");
  g_autofree char *due = NULL;

  if (!take_choice (arguments, "kind", pd_order_kind_choices, &kind, error) ||
      !take_choice (arguments, "stage", pd_order_stage_choices, &stage, error) ||
      !pd_ctl_arguments_get_date (arguments, "due-before", &due, error))
    return FALSE;
  if (kind != NULL)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_ORDER_KIND, kind);
  if (stage != NULL)
    add_stage (query, stage);
  if (assignee != NULL)
    pd_store_query_add_filter (query, PD_STORE_FILTER_IS, PD_ORDER_ASSIGNEE, assignee);
  if (due != NULL)
    pd_store_query_add_filter (query, PD_STORE_FILTER_BEFORE, PD_ORDER_DUE_DATE, due);
  return TRUE;
}
