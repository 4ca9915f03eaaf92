/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "reading/pd-text-page.h"

#include <poppler.h>

G_BEGIN_DECLS

PdTextPage *pd_pdf_text_page (PopplerPage *page);

G_END_DECLS
