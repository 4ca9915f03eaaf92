/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record-type.h"

G_BEGIN_DECLS

extern const PdChoice pd_role_choices[];

gboolean pd_permission_is_role (const char *role);
gboolean pd_permission_has (const char *role, const char *action, const char *object);

const char *pd_permission_of_list (const PdRecordType *type, int list);
char *pd_permission_roles_text (const char *action, const char *object);

G_END_DECLS
