/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "piaodan-desktop"

#include "desktop/pd-window-private.h"

#include "desktop/pd-tooltip.h"
#include "model/pd-permission.h"

#include <glib/gi18n-lib.h>

/* What the platform would refuse later is not offered here, and who may do it is said. */

/**
 * pd_window_may:
 * @self: a window
 * @action: "create", "patch", "delete", or a command's name
 * @object: a record type's name
 *
 * Returns: whether the person who is signed in may do it; whoever has not signed in yet is not kept from anything
 */
gboolean
pd_window_may (PdWindow *self, const char *action, const char *object)
{
  const char *role = self->service != NULL ? pd_sync_service_get_role (self->service) : NULL;

  return role == NULL || !pd_permission_is_role (role) || pd_permission_has (role, action, object);
}

/**
 * pd_window_explain_permissions:
 * @self: a window
 *
 * Says beside what may not be done who may.
 */
void
pd_window_explain_permissions (PdWindow *self)
{
  PdRecordPage *page = pd_window_get_page (self);
  const PdPlace *place = page != NULL ? pd_record_page_get_place (page) : NULL;
  const char *issue = pd_window_may (self, "issue", "order")
                          ? NULL
                          : _ ("Invoices are issued by finance or an administrator");
  const char *create = place == NULL || pd_window_may (self, "create", place->type->name)
                           ? NULL
                           : _ ("Your role looks at these, and does not enter them");

  pd_set_explanation (GTK_WIDGET (self->new_button), create);
  if (page == NULL)
    return;
  pd_record_view_explain_issue (pd_record_page_get_view (page), issue);
  pd_record_list_explain_issue (pd_record_page_get_list (page), issue);
}
