/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/pd-record.h"

G_BEGIN_DECLS

char *pd_gateway_sandbox_refusal (const PdRecord *invoice);

G_END_DECLS
