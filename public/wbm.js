// What Chainlit's page lacks, one thing a module. Ours alone: no request to anywhere else, nothing stored but what a module says.
import "./page/requests.js";
import "./page/early_question.js";
import "./page/server_away.js";
import "./page/sign_in.js";
import "./page/new_answer.js";
import "./page/clipboard.js";
import "./page/marks.js";
import "./page/folded.js";
import "./page/names.js";
import "./page/answers.js";
import "./page/pdf_width.js";
import "./page/heading.js";
import "./page/laws.js";
import "./case/case.js";
