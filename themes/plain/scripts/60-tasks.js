// The board: a card is dragged to another column. The server does what the move means, as with the menu of the card.
const board = document.querySelector("[data-board]");
const move = document.querySelector("form[data-move]");
if (board && move) {
  const columns = [...board.querySelectorAll("[data-column]")];
  let card = null;
  const over = (column) => {
    for (const one of columns) one.classList.toggle("over", one === column);
  };
  for (const one of board.querySelectorAll("[data-card]")) one.draggable = true;
  board.addEventListener("dragstart", (event) => {
    card = event.target.closest?.("[data-card]");
    if (!card) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.querySelector(".t").textContent);
    card.classList.add("lifted");
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-column]");
    if (!card || !column) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    over(column);
  });
  board.addEventListener("dragend", () => {
    card?.classList.remove("lifted");
    card = null;
    over(null);
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-column]");
    if (!card || !column) return;
    event.preventDefault();
    const from = card.closest("[data-column]");
    if (from === column) return;
    const fields = card.querySelector("form:has([name=key])");
    move.elements.key.value = fields.elements.key.value;
    move.elements.next.value = fields.elements.next.value;
    move.elements.do.value = column.dataset.column;
    move.submit();
  });
}
