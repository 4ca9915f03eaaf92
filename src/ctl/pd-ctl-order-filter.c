/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-ctl"

#include "ctl/pd-ctl-order-filter.h"

#include "ctl/pd-ctl-choice.h"
#include "model/pd-order-flow.h"
#include "model/pd-order.h"

#include <glib/gi18n-lib.h>

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

  if (!pd_ctl_take_choice (arguments, "kind", pd_order_kind_choices, &kind, error) ||
      !pd_ctl_take_choice (arguments, "stage", pd_order_stage_choices, &stage, error) ||
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
