/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "store/pd-store.h"

G_BEGIN_DECLS

#define PD_TYPE_TEMPLATE_LIST (pd_template_list_get_type ())
G_DECLARE_FINAL_TYPE (PdTemplateList, pd_template_list, PD, TEMPLATE_LIST, AdwWindow)

PdTemplateList *pd_template_list_new (GtkWindow *parent, PdStore *store);

G_END_DECLS
