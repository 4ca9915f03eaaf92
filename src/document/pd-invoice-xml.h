/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/pd-record.h"

G_BEGIN_DECLS

GBytes *pd_invoice_to_xml (const PdRecord *invoice, GError **error);

G_END_DECLS
