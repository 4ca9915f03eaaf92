/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Private to the store: what the platform took just as it was sent. */

#include "store/pd-store-session.h"
#include "model/pd-mutation.h"

G_BEGIN_DECLS

gboolean pd_confirm_view (PdStoreSession *session, const PdResult *result, gboolean *done, GError **error);
gboolean pd_confirm_make_up (PdStoreSession *session,
                             const PdMutation *mutation,
                             const PdResult *result,
                             PdRecord **record,
                             GError **error);

G_END_DECLS
